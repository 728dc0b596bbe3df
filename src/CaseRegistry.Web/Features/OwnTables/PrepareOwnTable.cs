using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>One's own table as the form to change it.</summary>
public static class PrepareOwnTable
{
    [Requires(Permission.ComposeTables)]
    public sealed record Query(Guid Id) : IQuery<ChangeOwnTable.Command>;

    internal sealed class Handler(MonitorDbContext db, CurrentActor actor) : IRequestHandler<Query, ChangeOwnTable.Command>
    {
        public async Task<ChangeOwnTable.Command> Handle(Query query, CancellationToken cancellationToken)
        {
            var kept =
                await db
                    .OwnTables.AsNoTracking()
                    .Where(t => t.Id == query.Id && t.OwnerId == actor.AccountId)
                    .Select(t => new { Table = t, Version = EF.Property<Guid>(t, Versions.Column) })
                    .SingleOrDefaultAsync(cancellationToken)
                ?? throw new NotFoundException();
            return new()
            {
                Id = kept.Table.Id,
                Name = kept.Table.Name,
                By = [.. kept.Table.Content.By],
                From = kept.Table.FirstYear,
                To = kept.Table.LastYear,
                MinorsOnly = kept.Table.MinorsOnly,
                Version = kept.Version,
            };
        }
    }
}
