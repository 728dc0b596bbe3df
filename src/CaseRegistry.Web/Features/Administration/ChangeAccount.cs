using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using FluentValidation.Results;
using MediatR;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Other roles or regions for an account, or the end of its use. It takes effect on its next request.</summary>
public static class ChangeAccount
{
    /// <summary>Answers whether it waits for a second administrator: what gives more does, also what takes away in the same form.</summary>
    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<bool>, IAccountForm
    {
        public Guid Id { get; init; }
        public string? Version { get; init; }

        /// <summary>Shown only: an address does not change.</summary>
        public string? Email { get; init; }
        public string? DisplayName { get; init; }
        public string? Organisation { get; init; }
        public List<Role> Roles { get; init; } = [];
        public List<string> Regions { get; init; } = [];
        public DateOnly? ExpiresOn { get; init; }

        /// <summary>Can be taken away here; given only on the command line.</summary>
        public bool AllRegions { get; init; }
        public bool IsRetired { get; init; }

        // Roles are taken away from an account that has expired, too; another day than before is looked at by the handler.
        DateOnly? IAccountForm.EarliestEnd => DateOnly.MinValue;
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, TimeProvider clock) => AccountRules.Shape(this, text, clock);
    }

    internal sealed class Handler(
        AdministrationDbContext db,
        UserManager<Account> accounts,
        SecondAdministrator second,
        IStringLocalizer<Texts> text,
        TimeProvider clock
    ) : IRequestHandler<Command, bool>
    {
        public async Task<bool> Handle(Command command, CancellationToken cancellationToken)
        {
            var account = await accounts.FindByIdAsync(command.Id.ToString()) ?? throw new NotFoundException();
            if (account.ConcurrencyStamp != command.Version)
            {
                throw new DbUpdateConcurrencyException();
            }

            await AccountRules.Demand(command, db, cancellationToken);

            var roles = command.Roles.Select(r => r.ToString()).ToHashSet();
            var held = await accounts.GetRolesAsync(account);
            await DemandAnAdministrator(account.Id, held, roles, command.IsRetired);

            var regions = await db.AccountRegions.Where(r => r.AccountId == account.Id).ToListAsync(cancellationToken);
            var givenRoles = roles.Where(r => !held.Contains(r)).ToList();
            var givenRegions = command.Regions.Distinct().Except(regions.Select(r => r.Region)).ToList();
            // A retired account keeps its last day, so that it is told when it comes back.
            var last = command.IsRetired ? account.ExpiresOn : command.ExpiresOn;
            if (last != account.ExpiresOn && last < clock.Today())
            {
                throw new ValidationException([new ValidationFailure(nameof(Command.ExpiresOn), text[AccountRules.NotThatDay])]);
            }

            // Retired or expired, and back; or in use for longer than was agreed.
            var isRevived = !command.IsRetired && (account.IsRetired || account.ExpiresOn < clock.Today() && last != account.ExpiresOn);
            var isProlonged = account.ExpiresOn is { } ends && !(last <= ends);
            string?[] about =
            [
                account.Email,
                .. givenRoles,
                .. givenRegions,
                isRevived ? SecondAdministrator.InUseAgain : null,
                isProlonged ? SecondAdministrator.Until(last) : null,
            ];
            if (
                (givenRoles.Count > 0 || givenRegions.Count > 0 || isRevived || isProlonged)
                && second.IsAwaited(command, AccountRequestKind.ChangeAccount, account.Id, about)
            )
            {
                return true;
            }

            (account.DisplayName, account.Organisation) = (command.DisplayName!.Trim(), command.Organisation?.Trim());
            account.ExpiresOn = last;
            (account.IsRetired, account.AllRegions) = (command.IsRetired, account.AllRegions && command.AllRegions);
            db.AccountRegions.RemoveRange(regions.Where(r => !command.Regions.Contains(r.Region)));
            db.AccountRegions.AddRange(givenRegions.Select(region => new AccountRegion(account.Id, region)));
            await accounts.RemoveFromRolesAsync(account, held.Where(r => !roles.Contains(r))).OrRefuse(nameof(Command.Roles));
            await accounts.AddToRolesAsync(account, givenRoles).OrRefuse(nameof(Command.Roles));
            if (command.IsRetired)
            {
                // Ends the sessions and the links that are under way.
                await accounts.UpdateSecurityStampAsync(account).OrRefuse("");
            }
            else
            {
                await accounts.UpdateAsync(account).OrRefuse("");
            }

            return false;
        }

        private async Task DemandAnAdministrator(Guid id, ICollection<string> held, HashSet<string> roles, bool retired)
        {
            const string Administrator = nameof(Role.Administrator);
            if (!held.Contains(Administrator) || roles.Contains(Administrator) && !retired)
            {
                return;
            }

            if (!(await accounts.GetUsersInRoleAsync(Administrator)).Any(a => a.Id != id && a.MayAct(clock.GetUtcNow())))
            {
                throw new RuleViolationException("Account.Roles.LastAdministrator");
            }
        }
    }
}
