using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The care regions, ended ones included.</summary>
public static class ListRegions
{
    [Requires(Permission.Administer)]
    public sealed record Query : IQuery<IReadOnlyList<Row>>;

    public sealed record Row(string Code, string Name, string PoliceUnit, string NumberPrefix, DateOnly? EndsOn);

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, IReadOnlyList<Row>>
    {
        public async Task<IReadOnlyList<Row>> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .CareRegions.OrderBy(r => r.Name)
                .Select(r => new Row(r.Code, r.Name, r.PoliceUnit, r.NumberPrefix, r.EndsOn))
                .ToListAsync(cancellationToken);
    }
}
