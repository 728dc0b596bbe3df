using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>The task list of a draft: each section, and what is still missing in it.</summary>
public static class ViewDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Query(DraftId Id) : IAuditedQuery<Result>;

    /// <param name="Faults">What the register would refuse now, per section.</param>
    public sealed record Result(DraftId Id, CaseId CaseId, DateTimeOffset SavedAt, CaseFields Fields, ILookup<Section, string> Faults)
        : IShowsCases
    {
        IEnumerable<CaseId> IShowsCases.ShownCases => [CaseId];

        public RegisterSignal.Command ToRegistration() =>
            Enum.GetValues<Section>()
                .Aggregate(
                    new RegisterSignal.Command { DraftId = Id, CareRegion = Fields.CareRegion },
                    (command, section) => CaseSummary.Merge(command, Fields, section)
                );
    }

    /// <summary>The fields of a draft, in plain words.</summary>
    internal static async Task<CaseFields> Read(Draft draft, CaseKeys keys, CancellationToken cancellationToken)
    {
        var key = await keys.Open(draft.CaseId, cancellationToken);
        return key.Reveal(draft.Content, Draft.ContentColumn) is { } json
            ? JsonSerializer.Deserialize<CaseFields>(json, Json.Options)!
            : new();
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, CurrentActor actor, IValidator<RegisterSignal.Command> validator)
        : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var draft =
                await db.Drafts.AsNoTracking().SingleOrDefaultAsync(d => d.Id == query.Id, cancellationToken)
                ?? throw new NotFoundException();
            var fields = await Read(draft, keys, cancellationToken);
            var result = new Result(
                draft.Id,
                draft.CaseId,
                draft.SavedAt,
                fields,
                Enumerable.Empty<string>().ToLookup(_ => Section.Signal)
            );
            var outcome = await validator.ValidateAsync(SentBy.Context(result.ToRegistration(), actor), cancellationToken);
            return result with { Faults = outcome.Errors.ToLookup(e => SectionOf(e.PropertyName), e => e.ErrorMessage) };
        }

        private static Section SectionOf(string property) =>
            Enum.GetValues<Section>().FirstOrDefault(s => CaseSummary.FieldsOf(s).Contains(property.Split('[', '.')[0]), Section.Person);
    }
}
