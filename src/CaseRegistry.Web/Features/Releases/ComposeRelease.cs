using CaseRegistry.Data;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>What a release can be made of now: tables, years with accepted quarters, and what is missing of them.</summary>
public static class ComposeRelease
{
    [Requires(Permission.MakeReleases)]
    public sealed record Query : IAuditedQuery<Result>;

    /// <param name="Years">For each year how many quarters of regions were accepted.</param>
    public sealed record Result(IReadOnlyList<string> Tables, IReadOnlyList<(int Year, int Accepted)> Years);

    internal sealed class Handler(MonitorDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var years = await db
                .PeriodVersions.Where(v => v.State == PeriodState.Accepted)
                .GroupBy(v => v.Year)
                .Select(g => new { Year = g.Key, Accepted = g.Count() })
                .OrderBy(g => g.Year)
                .ToListAsync(cancellationToken);
            return new([.. MonitorCatalogue.Tables.Select(t => t.Name)], [.. years.Select(y => (y.Year, y.Accepted))]);
        }
    }
}
