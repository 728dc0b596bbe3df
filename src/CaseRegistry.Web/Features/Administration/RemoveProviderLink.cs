using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>An account no longer signs in with an organisation; its sessions end.</summary>
public static class RemoveProviderLink
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Unit>
    {
        public Guid Id { get; init; }
        public string? Issuer { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Issuer).NotEmpty().MaximumLength(IdentityProviders.MaximumIssuerLength);
    }

    internal sealed class Handler(UserManager<Account> accounts, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(command.Id.ToString()) ?? throw new NotFoundException();
            var login =
                (await accounts.GetLoginsAsync(account)).SingleOrDefault(l => l.LoginProvider == command.Issuer)
                ?? throw new NotFoundException();
            actor.AuditDetail = $"account:{account.Id}";
            // Ends the sessions too.
            await accounts.RemoveLoginAsync(account, login.LoginProvider, login.ProviderKey).OrRefuse("");
            return Unit.Value;
        }
    }
}
