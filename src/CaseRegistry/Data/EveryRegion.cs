using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>
/// The one way past the region filter. A person counts once in the whole country, whoever writes and whichever regions the
/// writer has: keeping, rebuilding and verifying the counts therefore reads the rows of every region, those of ended regions
/// included. What is read this way is counted and never shown.
/// </summary>
public static class EveryRegion
{
    private static readonly string[] Filter = [RegistryDbContext.RegionFilter];

    public static IQueryable<T> OfEveryRegion<T>(this IQueryable<T> rows)
        where T : class, IRegional => rows.IgnoreQueryFilters(Filter);
}
