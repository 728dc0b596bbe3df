using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Regions;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Registers a signal about a suspected victim who is not in the register yet: opens the case.</summary>
public static class RegisterSignal
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Command : CaseFields, ICommand<Result>, IRecognisable
    {
        /// <summary>The draft that becomes this registration.</summary>
        public DraftId? DraftId { get; init; }

        string IRecognisable.Canonical() => $"{Canonical()}\n{DraftId}";
    }

    /// <summary>The one-page form: what is mostly unknown at first stands on Unknown; the two required fields stand on nothing.</summary>
    internal static Command Minimal() =>
        new()
        {
            AgeBasis = "not_established",
            Sex = CodeLists.Unknown,
            Sector = CodeLists.Unknown,
            Route = CodeLists.Unknown,
        };

    /// <param name="AlreadyRegistered">The same signal was registered before under its external reference; nothing changed.</param>
    public sealed record Result(SignalId Id, CaseId CaseId, string CaseNumber, string CareRegion, bool AlreadyRegistered);

    internal sealed class Validator : CaseFieldsRules<Command>
    {
        public Validator(CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock)
            : base(lists, text, clock)
        {
            foreach (var section in Enum.GetValues<Section>())
            {
                SectionRules(section);
            }

            Region();
            RuleFor(c => c)
                .Custom(
                    (command, context) =>
                    {
                        var actor = context.Actor();
                        var region = RegionOf(command, lists, actor);
                        if (region is null)
                        {
                            context.AddFailure(nameof(CareRegion), text["Choose the region in which the case is registered."]);
                        }
                        else if (!lists.IsOpenRegion(region))
                        {
                            context.AddFailure(
                                string.IsNullOrEmpty(command.MunicipalityCode) ? nameof(CareRegion) : nameof(command.MunicipalityCode),
                                text[
                                    "No new cases are registered in the region {0} any more.",
                                    lists.Label(CodeLists.CareRegionList, region)
                                ]
                            );
                        }
                        else if (!actor.Regions.Contains(region))
                        {
                            var field = string.IsNullOrEmpty(command.CareRegion)
                                ? nameof(command.MunicipalityCode)
                                : nameof(command.CareRegion);
                            context.AddFailure(
                                field,
                                text[
                                    "You do not register for the region {0}. Choose your own region, or ask that region.",
                                    lists.Label(CodeLists.CareRegionList, region)
                                ]
                            );
                        }
                    }
                )
                .When(c => string.IsNullOrEmpty(c.CareRegion) || lists.Regions.Any(r => r.Code == c.CareRegion));
        }
    }

    /// <summary>The region that was asked for, else that of the municipality of stay, else the only one the actor has.</summary>
    internal static string? RegionOf(Command command, CodeLists lists, CurrentActor actor) =>
        !string.IsNullOrEmpty(command.CareRegion) ? command.CareRegion
        : command.MunicipalityCode is { } municipality && lists.RegionOf(municipality) is { } region ? region
        : actor.Regions is [var only] ? only
        : null;

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CodeLists lists, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            if (await FindEarlier(db, keys, actor, command, cancellationToken) is { } earlier)
            {
                return earlier;
            }

            var region = RegionOf(command, lists, actor)!;
            var now = clock.GetUtcNow();
            var key = await OpenKey(command, region, cancellationToken);
            var number = await CaseNumbers.Next(db, region, DutchCalendar.DateOf(now).Year, cancellationToken);
            var person = new Person(PersonId.New());
            var @case = Case.Register(
                number,
                region,
                person.Id,
                key,
                command.ToSignal(await Organisations.Find(db, command, cancellationToken), command.Canonical()),
                command.ToPerson(),
                command.ToMinority(),
                command.ToExploitations(),
                command.ToTechnology(),
                actor.Id,
                now
            );
            db.Persons.Add(person);
            db.Cases.Add(@case);
            if (command.ToIdentity() is { IsEmpty: false } identity)
            {
                var victim = SuspectedVictim.For(@case);
                victim.Identify(identity, key);
                db.SuspectedVictims.Add(victim);
            }

            if (command.ToSafeContact() is { IsEmpty: false } agreement)
            {
                var contact = SafeContact.For(@case);
                contact.Agree(agreement, key);
                db.SafeContacts.Add(contact);
            }

            return new(@case.Signals.Single().Id, @case.Id, number, region, AlreadyRegistered: false);
        }

        // A draft was protected with the key of the case it becomes now.
        private async Task<CaseKey> OpenKey(Command command, string region, CancellationToken cancellationToken)
        {
            if (command.DraftId is not { } draftId)
            {
                return await keys.Create(region);
            }

            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Id == draftId, cancellationToken) ?? throw new NotFoundException();
            db.Drafts.Remove(draft);
            if (draft.Region == region)
            {
                return await keys.Open(draft.CaseId, cancellationToken);
            }

            // The case belongs to another region of the author than the draft did: its key too.
            await keys.Spend(draft.CaseId, cancellationToken);
            return await keys.Create(region);
        }
    }

    /// <summary>The same signal under the same external reference, if it is in; with other content the reference is refused.</summary>
    internal static async Task<Result?> FindEarlier(
        RegistryDbContext db,
        CaseKeys keys,
        CurrentActor actor,
        Command command,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(command.ExternalReference))
        {
            return null;
        }

        var earlier = await ExternalReferences.Find(db, command.ExternalReference, cancellationToken);
        if (earlier is null)
        {
            return null;
        }

        if (actor.Regions.Contains(earlier.Region) && earlier.Fingerprint is { } known)
        {
            var key = await keys.Open(earlier.CaseId, cancellationToken);
            if (key.IsFingerprint(known, command.Canonical()))
            {
                return new(earlier.SignalId, earlier.CaseId, earlier.CaseNumber, earlier.Region, AlreadyRegistered: true);
            }
        }

        throw new RuleViolationException("Signal.ExternalReference.UsedForOtherContent");
    }
}
