using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Victims;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Persons;

internal static class SharedPersons
{
    /// <summary>The first lock that a writer takes; holds off whoever writes on a case of these persons until the transaction ends.</summary>
    public static Task LockCasesOf(this RegistryDbContext db, IReadOnlyList<PersonId> persons, CancellationToken cancellationToken) =>
        db
            .Cases.OfEveryRegion()
            .Where(c => persons.Contains(c.PersonId))
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.PersonId, c => c.PersonId), cancellationToken);

    /// <summary>Whether other cases, of whichever region, are about the person of this one.</summary>
    public static Task<bool> SharesPerson(this RegistryDbContext db, Case @case, CancellationToken cancellationToken) =>
        db.Cases.OfEveryRegion().AnyAsync(c => c.PersonId == @case.PersonId && c.Id != @case.Id, cancellationToken);
}
