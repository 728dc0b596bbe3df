using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>The second administrator agrees: the passkeys go, and so do the sessions.</summary>
public static class ApprovePasskeyReset
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<OneTimeLink?>, IAnsweredOnce
    {
        public Guid Id { get; init; }
        public Guid Reset { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.Id).NotEmpty();
    }

    internal sealed class Handler(
        AdministrationDbContext db,
        UserManager<Account> accounts,
        CurrentActor actor,
        InvitationCodes codes,
        IConfiguration configuration,
        TimeProvider clock
    ) : IRequestHandler<Command, OneTimeLink?>
    {
        /// <returns>A link, where nothing but the password would be left: an old one may be in other hands.</returns>
        public async Task<OneTimeLink?> Handle(Command command, CancellationToken cancellationToken)
        {
            var now = clock.GetUtcNow();
            var oldest = now - AccountRequest.Validity;
            var account = await accounts.FindByIdAsync(command.Id.ToString()) ?? throw new NotFoundException();
            var reset =
                await db.AccountRequests.SingleOrDefaultAsync(
                    r =>
                        r.Id == command.Reset
                        && r.Kind == AccountRequestKind.PasskeyReset
                        && r.AccountId == command.Id
                        && r.ApprovedAt == null
                        && r.RequestedAt > oldest,
                    cancellationToken
                ) ?? throw new NotFoundException();
            if (actor.AccountId is not { } administrator || !reset.MayBeApprovedBy(administrator))
            {
                throw new RuleViolationException("Account.PasskeyReset.NeedsSecondPerson");
            }

            actor.AuditDetail = $"account:{command.Id}";
            reset.Approve(administrator, now);
            foreach (var passkey in await accounts.GetPasskeysAsync(account))
            {
                await accounts.RemovePasskeyAsync(account, passkey.CredentialId).OrRefuse("");
            }

            if (account.TwoFactorEnabled)
            {
                await accounts.UpdateSecurityStampAsync(account).OrRefuse("");
                return null;
            }

            await accounts.RemovePasswordAsync(account).OrRefuse("");
            codes.Give(reset, account.Id);
            var asked = await accounts.FindByIdAsync(reset.RequestedBy.ToString());
            return new(account.Id, account.Email!, await accounts.OneTimeLink(account, configuration), asked?.Email ?? "");
        }
    }
}
