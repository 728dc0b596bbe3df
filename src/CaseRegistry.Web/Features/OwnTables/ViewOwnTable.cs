using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>A table that was kept, one's own or a shared one, counted now.</summary>
public static class ViewOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Query(Guid Id) : IAuditedQuery<Result>;

    public sealed record Result(
        Guid Id,
        Guid Version,
        string Name,
        bool IsOwn,
        bool IsShared,
        DateTimeOffset SavedAt,
        OwnTableFields Asked,
        CountTable Counts
    );

    internal sealed class Handler(MonitorDbContext db, RegistryDbContext register, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            actor.AuditDetail = $"own-table:{query.Id}";
            var kept =
                await db
                    .OwnTables.SeenBy(actor)
                    .AsNoTracking()
                    .Where(t => t.Id == query.Id)
                    .Select(t => new { Table = t, Version = EF.Property<Guid>(t, Versions.Column) })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            var table = kept.Table;
            var asked = table.ToFields();
            actor.AuditDetail = $"own-table:{table.Id} {asked.AuditDetail} format:page";
            return new(
                table.Id,
                kept.Version,
                table.Name,
                table.OwnerId == actor.AccountId,
                table.IsShared,
                table.SavedAt,
                asked,
                await OwnTableCounts.Of(register, table.Content, clock.Today(), cancellationToken)
            );
        }
    }
}
