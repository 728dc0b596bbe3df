using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>The code that belongs to a one-time link: who got the link from one administrator got the code from another one.</summary>
public static class ShowInvitationCode
{
    [Requires(Permission.Anyone)]
    public sealed record Command : IRequest<Unit>
    {
        public string? InvitationCode { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.InvitationCode).NotEmpty().MaximumLength(40);
    }

    internal sealed class Handler(
        UserManager<Account> accounts,
        InvitationCodes codes,
        InvitationCookie cookie,
        Guesses guesses,
        AuditLog audit,
        CurrentActor actor
    ) : IRequestHandler<Command, Unit>
    {
        private const string Attempt = "ShowInvitationCodeAttempt";

        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            if (cookie.Read() is not { } invitation || await accounts.FindByIdAsync(invitation.Account.ToString()) is not { } account)
            {
                throw new RuleViolationException("Account.Invitation.Gone");
            }

            var code = InvitationCodes.Plain(command.InvitationCode!);
            actor.Action = Attempt;
            // Who holds the link only must not find out the code by trying.
            var isRight = await guesses.MayTry(account) && await codes.AreMet(account.Id, code);
            if (isRight)
            {
                await guesses.WasRight(account);
            }

            actor.Action = nameof(ShowInvitationCode);
            await audit.Record(isRight ? "done" : "denied", detail: $"account:{account.Id}");
            if (!isRight)
            {
                throw new RuleViolationException("Account.InvitationCode.Wrong");
            }

            cookie.Keep(invitation with { Code = code });
            return Unit.Value;
        }
    }
}
