using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Persons;

internal static class SharedPersons
{
    /// <summary>Whether other cases, of whichever region, are about the person of this one.</summary>
    public static Task<bool> SharesPerson(this RegistryDbContext db, Case @case, CancellationToken cancellationToken) =>
        db.Cases.OfEveryRegion().AnyAsync(c => c.PersonId == @case.PersonId && c.Id != @case.Id, cancellationToken);
}
