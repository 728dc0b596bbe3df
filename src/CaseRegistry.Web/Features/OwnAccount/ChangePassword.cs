using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.OwnAccount;

/// <summary>Another password for the own account; all other sessions end.</summary>
public static class ChangePassword
{
    [Requires(Permission.SignedIn)]
    [RequiresFresh]
    public sealed record Command : IRequest<Unit>
    {
        public string? CurrentPassword { get; init; }
        public string? NewPassword { get; init; }
        public string? RepeatPassword { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.CurrentPassword).NotEmpty().MaximumLength(IdentitySettings.MaximumPasswordLength);
            RuleFor(c => c.NewPassword).NotEmpty().MaximumLength(IdentitySettings.MaximumPasswordLength);
            RuleFor(c => c.RepeatPassword).Equal(c => c.NewPassword).WithMessage(_ => text["This is not the same password."]);
        }
    }

    internal sealed class Handler(UserManager<Account> accounts, SignInManager<Account> signIn, CurrentActor actor)
        : IRequestHandler<Command, Unit>
    {
        public async Task<Unit> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(actor.AccountId.ToString()!) ?? throw new NotFoundException();
            await accounts
                .ChangePasswordAsync(account, command.CurrentPassword!, command.NewPassword!)
                .OrRefuse(error =>
                    error.Code == nameof(IdentityErrorDescriber.PasswordMismatch)
                        ? nameof(Command.CurrentPassword)
                        : nameof(Command.NewPassword)
                );
            await signIn.RefreshSignInAsync(account);
            return Unit.Value;
        }
    }
}
