using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>A new account, whose owner chooses the password with a one-time link. A second administrator agrees first.</summary>
public static class CreateAccount
{
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<OneTimeLink?>, IAnsweredOnce, IAccountForm
    {
        public string? Email { get; init; }
        public string? DisplayName { get; init; }
        public string? Organisation { get; init; }
        public List<Role> Roles { get; init; } = [];
        public List<string> Regions { get; init; } = [];
        public DateOnly? ExpiresOn { get; init; }

        /// <summary>Only on the command line: no form fills it.</summary>
        [BindNever]
        public bool AllRegions { get; init; }
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, TimeProvider clock)
        {
            RuleFor(c => c.Email).NotEmpty().MaximumLength(200);
            RuleFor(c => c.Email)
                .Must(email => AccountRules.IsEmail(email?.Trim()))
                .When(c => !string.IsNullOrWhiteSpace(c.Email))
                .WithMessage(_ => text["This is not an e-mail address."]);
            AccountRules.Shape(this, text, clock);
        }
    }

    internal sealed class Handler(
        AdministrationDbContext db,
        UserManager<Account> accounts,
        SecondAdministrator second,
        IdentityErrorDescriber errors,
        IConfiguration configuration,
        TimeProvider clock
    ) : IRequestHandler<Command, OneTimeLink?>
    {
        public async Task<OneTimeLink?> Handle(Command command, CancellationToken cancellationToken)
        {
            await AccountRules.Demand(command, db, cancellationToken);
            var email = command.Email!.Trim();
            if (await accounts.FindByEmailAsync(email) is not null)
            {
                await Task.FromResult(IdentityResult.Failed(errors.DuplicateEmail(email))).OrRefuse(nameof(Command.Email));
            }

            if (
                second.IsAwaited(
                    command,
                    AccountRequestKind.CreateAccount,
                    null,
                    [email, .. command.Roles.Select(r => $"{r}"), .. command.Regions, SecondAdministrator.Until(command.ExpiresOn)]
                )
            )
            {
                return null;
            }

            var account = new Account
            {
                UserName = email,
                Email = email,
                DisplayName = command.DisplayName!.Trim(),
                Organisation = command.Organisation?.Trim(),
                AllRegions = command.AllRegions,
                ExpiresOn = command.ExpiresOn,
                CertifiedAt = clock.GetUtcNow(),
            };
            account.Regions.AddRange(command.Regions.Distinct().Select(region => new AccountRegion(account.Id, region)));
            await accounts.CreateAsync(account).OrRefuse(nameof(Command.Email));
            await accounts.AddToRolesAsync(account, command.Roles.Distinct().Select(r => r.ToString())).OrRefuse(nameof(Command.Roles));
            return new(account.Id, email, await accounts.OneTimeLink(account, configuration));
        }
    }
}
