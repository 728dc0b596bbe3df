using System.Linq.Expressions;
using System.Text.Json;
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

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Keeps one section of a draft as it is, complete or not: the task list says what is missing.</summary>
public static class SaveDraft
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Command : CaseFields, ICommand<string>
    {
        public DraftId Id { get; init; }

        /// <summary>Code of the section.</summary>
        public string Section { get; init; } = "";

        /// <summary>Fingerprint of the section as the form was opened on it; when given, a change in between is refused.</summary>
        public string? Version { get; init; }
    }

    /// <summary>Of one section only: two people, or two windows, may fill in different ones.</summary>
    internal static string VersionOf(CaseFields fields, Section section, KeyRing ring) =>
        Convert.ToHexString(
            ring.Tag(JsonSerializer.SerializeToUtf8Bytes(CaseSummary.Merge(new CaseFields(), fields, section), Json.Options))
        );

    internal sealed class Validator : AbstractValidator<Command>
    {
        private const int LongestText = 4000;
        private const int LongestSection = 60_000;

        // What each field takes is looked at when the draft is registered; until then it is not endless.
        public Validator(IStringLocalizer<Texts> text)
        {
            RuleFor(c => c.Section).Must(s => Code.TryParse<Section>(s, out _));
            foreach (var field in typeof(CaseFields).GetProperties().Where(p => p.PropertyType == typeof(string)))
            {
                var command = Expression.Parameter(typeof(Command));
                RuleFor(Expression.Lambda<Func<Command, string?>>(Expression.Property(command, field), command)).MaximumLength(LongestText);
            }

            RuleFor(c => c).Must(c => c.Canonical().Length <= LongestSection).WithMessage(_ => text["This is too much for one section."]);
        }
    }

    internal sealed class Handler(RegistryDbContext db, CaseKeys keys, KeyRing ring, TimeProvider clock) : IRequestHandler<Command, string>
    {
        /// <returns>The fingerprint of the section as it is now.</returns>
        public async Task<string> Handle(Command command, CancellationToken cancellationToken)
        {
            var draft = await db.Drafts.SingleOrDefaultAsync(d => d.Id == command.Id, cancellationToken) ?? throw new NotFoundException();
            var fields = await ViewDraft.Read(draft, keys, cancellationToken);
            var section = Code.Parse<Section>(command.Section);
            if (command.Version is { Length: > 0 } version && version != VersionOf(fields, section, ring))
            {
                throw new DbUpdateConcurrencyException();
            }

            CaseSummary.Merge(fields, command, section);
            var key = await keys.Open(draft.CaseId, cancellationToken);
            draft.Save(JsonSerializer.Serialize(fields, Json.Options), key, clock.GetUtcNow());
            return VersionOf(fields, section, ring);
        }
    }
}
