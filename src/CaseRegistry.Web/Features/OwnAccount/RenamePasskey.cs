using System.Buffers.Text;
using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Another name for one of the own passkeys.</summary>
public static class RenamePasskey
{
    [Requires(Permission.SignedIn)]
    public sealed record Command : IRequest<Unit>
    {
        public string? Id { get; init; }
        public string? PasskeyName { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator() => RuleFor(c => c.PasskeyName).NotEmpty().MaximumLength(PasskeySettings.MaximumNameLength);
    }

    internal sealed class Handler(UserManager<Account> accounts, CurrentActor actor) : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            if (
                !Base64Url.IsValid(command.Id)
                || await accounts.GetPasskeyAsync(account, Base64Url.DecodeFromChars(command.Id)) is not { } passkey
            )
            {
                throw new NotFoundException();
            }

            passkey.Name = command.PasskeyName!.Trim();
            await accounts.AddOrUpdatePasskeyAsync(account, passkey).OrRefuse("");
            return Unit.Value;
        }
    }
}
