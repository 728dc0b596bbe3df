using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>An item of a list as the form to change it.</summary>
public static class ViewCodeListItem
{
    [Requires(Permission.Administer)]
    public sealed record Query(string List, string Code) : IQuery<ChangeCodeListItem.Command>;

    internal sealed class Handler(AdministrationDbContext db) : IRequestHandler<Query, ChangeCodeListItem.Command>
    {
        public async Task<ChangeCodeListItem.Command> Handle(Query query, CancellationToken cancellationToken) =>
            await db
                .CodeListItems.Where(i => i.List == query.List && i.Code == query.Code)
                .Select(i => new ChangeCodeListItem.Command
                {
                    List = i.List,
                    Code = i.Code,
                    LabelNl = i.LabelNl,
                    LabelEn = i.LabelEn,
                    Order = i.Order,
                    ValidFrom = i.ValidFrom,
                    ValidUntil = i.ValidUntil,
                    Aliases = i.Aliases,
                    Version = EF.Property<Guid>(i, Versions.Column),
                })
                .SingleOrDefaultAsync(cancellationToken)
            ?? throw new NotFoundException();
    }
}
