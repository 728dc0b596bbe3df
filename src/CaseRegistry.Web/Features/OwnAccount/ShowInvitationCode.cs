using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;

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
        InvitationLinks links,
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
            // Without the link itself, and a code that belongs to it, there is nothing to try: not even a guess is counted or forgiven.
            if (
                cookie.Read() is not { } invitation
                || await links.Find(invitation.Account, invitation.Token) is not { } account
                || !await codes.AreAsked(account.Id)
            )
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
