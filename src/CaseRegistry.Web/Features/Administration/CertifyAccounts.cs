using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>An administrator confirms that accounts are still needed, with the roles they have.</summary>
public static class CertifyAccounts
{
    private const int Most = 100;

    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public List<Guid> Ids { get; init; } = [];
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.Ids).Must(ids => ids.Count is > 0 and <= Most).WithMessage(_ => text["Choose at least one account."]);
    }

    internal sealed class Handler(AdministrationDbContext db, CurrentActor actor, TimeProvider clock) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var ids = command.Ids.Distinct().ToList();
            if (actor.AccountId is { } own && ids.Contains(own))
            {
                throw new RuleViolationException("Account.Certification.IsOwn");
            }

            var accounts = await db.Users.Where(a => ids.Contains(a.Id) && !a.IsRetired).ToListAsync(cancellationToken);
            if (accounts.Count < ids.Count)
            {
                throw new NotFoundException();
            }

            accounts.ForEach(a => a.CertifiedAt = clock.GetUtcNow());
            return Unit.Value;
        }
    }
}
