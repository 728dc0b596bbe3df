using CaseRegistry.Data;
using CaseRegistry.Data.Accounts;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Administration;

/// <summary>Another system gets a key, which is shown once, to the second administrator, who agrees.</summary>
public static class CreateClient
{
    public const int DefaultDays = 365;
    private const int MaximumDays = 730;

    [Requires(Permission.Administer)]
    [RequiresFresh]
    public sealed record Command : IAdministrationCommand<Result?>, IAnsweredOnce
    {
        public string? Name { get; init; }

        // Lists, so that a form can fill them.
        public List<string> Scopes { get; init; } = [];
        public List<string> Regions { get; init; } = [];

        /// <summary>How long the key can be used.</summary>
        public int? ValidDays { get; init; } = DefaultDays;
    }

    public sealed record Result(Guid Id, string Name, string Key);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Name).NotEmpty().MaximumLength(100);
            RuleFor(c => c.Scopes).NotEmpty().WithMessage(_ => text["Choose at least one scope."]);
            RuleFor(c => c.Scopes)
                .Must(scopes => scopes.All(Scopes.All.Contains))
                .WithMessage(_ => text["There is no such scope. Choose from: {0}.", string.Join(", ", Scopes.All)]);
            RuleFor(c => c.Regions)
                .NotEmpty()
                .When(c => c.Scopes.Where(Scopes.All.Contains).Any(Scopes.NeedsRegion))
                .WithMessage(_ => text["This scope opens cases of a region: choose at least one region."]);
            RuleFor(c => c.ValidDays).NotNull().InclusiveBetween(1, MaximumDays);
        }
    }

    internal sealed class Handler(AdministrationDbContext db, SecondAdministrator second, TimeProvider clock)
        : IRequestHandler<Command, Result?>
    {
        public async Task<Result?> Handle(Command command, CancellationToken cancellationToken)
        {
            await AccountRules.DemandRegions(command.Regions, db, cancellationToken);
            var name = command.Name!.Trim();
            if (await db.ApiClients.AnyAsync(c => c.Name == name, cancellationToken))
            {
                throw new RuleViolationException("ApiClient.Name.Taken");
            }

            var now = clock.GetUtcNow();
            var valid = $"{SecondAdministrator.DaysPrefix}{command.ValidDays}";
            if (second.IsAwaited(command, AccountRequestKind.CreateClient, null, [name, .. command.Scopes, .. command.Regions, valid]))
            {
                return null;
            }

            var (client, key) = ApiClient.Create(
                name,
                command.Scopes.Distinct(),
                command.Regions.Distinct(),
                now.AddDays(command.ValidDays!.Value),
                now
            );
            db.ApiClients.Add(client);
            return new(client.Id, name, key);
        }
    }
}
