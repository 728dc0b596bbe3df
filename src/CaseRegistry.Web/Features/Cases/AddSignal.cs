using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Stacks a further signal on a case. On a closed case it reopens the file by itself.</summary>
public static class AddSignal
{
    /// <remarks>Takes the fields of the signal; what is sent of the others is refused, not lost.</remarks>
    [Requires(Permission.ChangeCases)]
    public sealed record Command : CaseFields, ICommand<Result>
    {
        public CaseId Id { get; init; }
    }

    public sealed record Result(SignalId Id, CaseId CaseId, bool Reopened, bool AlreadyRegistered);

    internal sealed class Validator : CaseFieldsRules<Command>
    {
        private static readonly HashSet<string> Taken =
        [
            nameof(CaseFields.ReceivedOn),
            nameof(CaseFields.ObservedFrom),
            nameof(CaseFields.ObservedTo),
            nameof(CaseFields.ReporterType),
            nameof(CaseFields.ReportingOrganisation),
            nameof(CaseFields.ReporterMunicipalityCode),
            nameof(CaseFields.Certainty),
            nameof(CaseFields.CertaintyBasis),
            nameof(CaseFields.Summary),
            nameof(CaseFields.ExternalReference),
        ];

        public Validator(CodeLists lists, IStringLocalizer<Texts> text, TimeProvider clock)
            : base(lists, text, clock)
        {
            Signal();
            RuleFor(c => c)
                .Custom(
                    (command, context) =>
                    {
                        foreach (var (name, _) in command.Given().Where(g => !Taken.Contains(g.Name)))
                        {
                            context.AddFailure(name, text["This is no part of a further signal. Change it in the case."]);
                        }
                    }
                );
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, TimeProvider clock)
        : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            var @case =
                await db.Cases.Include(c => c.Signals).SingleOrDefaultAsync(c => c.Id == command.Id, cancellationToken)
                ?? throw new NotFoundException();
            var key = await keys.Open(@case.Id, cancellationToken);
            if (
                !string.IsNullOrWhiteSpace(command.ExternalReference)
                && await ExternalReferences.Find(db, command.ExternalReference, cancellationToken) is { } earlier
            )
            {
                return earlier.CaseId == @case.Id && earlier.Fingerprint is { } known && key.IsFingerprint(known, command.Canonical())
                    ? new(earlier.SignalId, @case.Id, Reopened: false, AlreadyRegistered: true)
                    : throw new RuleViolationException("Signal.ExternalReference.UsedForOtherContent");
            }

            // A close in between must not slip by: the version is checked although nothing of the case itself may change.
            db.Entry(@case).Property("Version").IsModified = true;
            var wasOpen = @case.Standing.IsOpen;
            var organisation = await Organisations.Find(db, command, cancellationToken);
            var signal = @case.AddSignal(command.ToSignal(organisation, command.Canonical()), key, actor.Id, clock.GetUtcNow());
            return new(signal.Id, @case.Id, !wasOpen, AlreadyRegistered: false);
        }
    }
}
