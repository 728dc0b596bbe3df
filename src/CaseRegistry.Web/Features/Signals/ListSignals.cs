using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>The signals of the actor's regions, coded fields only, newest first.</summary>
public static class ListSignals
{
    private const int PageSize = 100;

    [Requires(Permission.ViewSignals)]
    public sealed record Query(long? Before = null) : IAuditedQuery<Result>;

    /// <param name="Next">Value of <c>before</c> for the next page; not there on the last.</param>
    public sealed record Result(IReadOnlyList<Row> Signals, long? Next) : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => Signals.Select(s => s.CaseId);
    }

    public sealed record Row(
        SignalId Id,
        CaseId CaseId,
        string CareRegion,
        DateOnly ReceivedOn,
        DateOnly? ObservedFrom,
        DateOnly? ObservedTo,
        string ReporterType,
        string? ReportingOrganisation,
        string? ReporterMunicipalityCode,
        Certainty Certainty,
        string? ExternalReference,
        DateTimeOffset RegisteredAt
    );

    internal sealed class Handler(RegistryDbContext db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var rows = await db
                .Signals.Where(s => query.Before == null || EF.Property<long>(s, "Sequence") < query.Before)
                .OrderByDescending(s => EF.Property<long>(s, "Sequence"))
                .Take(PageSize + 1)
                .Select(s => new
                {
                    Sequence = EF.Property<long>(s, "Sequence"),
                    Row = new Row(
                        s.Id,
                        s.CaseId,
                        s.Region,
                        s.ReceivedOn,
                        s.ObservedFrom,
                        s.ObservedTo,
                        s.ReporterType,
                        db.ReportingOrganisations.Where(o => o.Id == s.ReportingOrganisationId).Select(o => o.Name).FirstOrDefault(),
                        s.ReporterMunicipality,
                        s.Certainty,
                        s.ExternalReference,
                        s.RegisteredAt
                    ),
                })
                .ToListAsync(cancellationToken);
            var page = rows.Take(PageSize).ToArray();
            return new([.. page.Select(r => r.Row)], rows.Count > PageSize ? page[^1].Sequence : null);
        }
    }
}
