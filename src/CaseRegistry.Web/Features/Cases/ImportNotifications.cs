using System.Globalization;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Care;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
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

namespace CaseRegistry.Web.Features.Cases;

/// <summary>Takes in the numbers and file types that CoMensha gave back for notified cases: all rows of the file, or none.</summary>
public static class ImportNotifications
{
    private const int MostRows = 2000;
    private const int MostErrors = 20;
    private const int AtOnce = 500;

    internal static readonly IReadOnlyList<string> Required = ["case_number", "notified_on", "notifier", "comensha_number", "file_type"];
    internal static readonly IReadOnlyList<string> Optional = ["consent_on"];

    [Requires(Permission.ImportCases)]
    public sealed record Command : ICommand<Result>, IRecognisable
    {
        public IFormFile? File { get; init; }

        string IRecognisable.Canonical() => UploadedFile.Fingerprint(File!);
    }

    /// <param name="Recorded">Rows that were taken in.</param>
    /// <param name="Known">Rows that say what is there already.</param>
    /// <param name="Errors">What is wrong; nothing was taken in then.</param>
    public sealed record Result(int Recorded, int Known, IReadOnlyList<string> Errors);

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) => RuleFor(c => c.File).NotNull().WithMessage(_ => text["Choose a file."]);
    }

    internal sealed class Handler(
        RegistryDbContext db,
        CaseKeys keys,
        KeyRing ring,
        CodeLists lists,
        CurrentActor actor,
        IStringLocalizer<Texts> text,
        TimeProvider clock
    ) : IRequestHandler<Command, Result>
    {
        public async Task<Result> Handle(Command command, CancellationToken cancellationToken)
        {
            CoMenshaFile file;
            try
            {
                file = await CoMenshaFile.Read(command.File!, Required, Optional, text);
            }
            catch (UnreadableFileException unreadable)
            {
                return new(0, 0, [unreadable.Message]);
            }

            if (file.Rows.Count > MostRows)
            {
                return new(0, 0, [text["At most {0} rows at once.", MostRows]]);
            }

            var (errors, rows) = (new List<string>(), new List<Row>());
            foreach (var (number, fields) in file.Rows)
            {
                if (WrongColumn(file, fields) is { } wrong)
                {
                    errors.Add(text["Row {0}: {1} is not right.", number, wrong]);
                }
                else
                {
                    var given = CoMenshaNumber.Plain(file.Field(fields, "comensha_number")!);
                    rows.Add(
                        new(number, fields, CaseNumber.Normalise(file.Field(fields, "case_number")), given, CoMenshaNumber.Tag(ring, given))
                    );
                }
            }

            var cases = await Cases(rows, cancellationToken);
            foreach (var row in rows.Where(r => !cases.ContainsKey(r.CaseNumber)))
            {
                errors.Add(text["Row {0}: there is no case with this number in your regions.", row.Number]);
            }

            rows.RemoveAll(r => !cases.ContainsKey(r.CaseNumber));
            var opened = new Dictionary<CaseId, CaseKey>();
            foreach (var @case in cases.Values)
            {
                opened[@case.Id] = await keys.Open(@case.Id, cancellationToken);
            }

            // From here on nobody else gives a number to a case.
            await AppendAudit.LockHead(db, cancellationToken);
            var newest = await Newest(rows, cases.Values, cancellationToken);
            var (added, replaced) = (new List<NotificationToCoMensha>(), new List<NotificationToCoMensha>());
            var (known, now) = (0, clock.GetUtcNow());
            foreach (var row in rows)
            {
                var @case = cases[row.CaseNumber];
                var notification = NotificationToCoMensha.Notify(
                    @case,
                    opened[@case.Id],
                    Day(file.Field(row.Fields, "notified_on"))!.Value,
                    Code.Parse<Notifier>(file.Field(row.Fields, "notifier")),
                    Day(file.Field(row.Fields, "consent_on")),
                    (row.Given, row.Tag),
                    file.Field(row.Fields, "file_type"),
                    actor.Id,
                    now
                );
                if (newest.TryGetValue(@case.Id, out var before))
                {
                    if (before.Row.SaysTheSame(notification))
                    {
                        known++;
                        continue;
                    }

                    replaced.Add(before.Row);
                }

                newest[@case.Id] = (notification, @case.PersonId);
                added.Add(notification);
            }

            var persons = newest.Values.ToLookup(n => n.Row.Tag, n => n.Person, StringComparer.Ordinal);
            foreach (var row in rows.Where(r => persons[r.Tag].Any(p => p != cases[r.CaseNumber].PersonId)))
            {
                errors.Add(text["Row {0}: this number of CoMensha belongs to another person.", row.Number]);
            }

            if (errors.Count > 0)
            {
                return new(
                    0,
                    0,
                    [
                        .. errors.Take(MostErrors),
                        .. errors.Count > MostErrors
                            ? [text["And {0} more rows.", errors.Count - MostErrors].Value]
                            : Array.Empty<string>(),
                    ]
                );
            }

            replaced.ForEach(r => r.Replace(now));
            db.NotificationsToCoMensha.AddRange(added);
            return new(added.Count, known, []);
        }

        private sealed record Row(int Number, string[] Fields, string CaseNumber, string Given, string Tag);

        private async Task<Dictionary<string, Case>> Cases(IEnumerable<Row> rows, CancellationToken cancellationToken)
        {
            var cases = new Dictionary<string, Case>(StringComparer.Ordinal);
            foreach (var some in rows.Select(r => r.CaseNumber).Distinct().Chunk(AtOnce))
            {
                var own = db.Cases.Where(c => some.Contains(c.Number) && actor.Regions.Contains(c.Region) && c.ErasedAt == null);
                foreach (var @case in await own.ToListAsync(cancellationToken))
                {
                    cases.Add(@case.Number, @case);
                }
            }

            return cases;
        }

        /// <summary>What counts now, of the cases of the file and of those that have a number of the file.</summary>
        private async Task<Dictionary<CaseId, (NotificationToCoMensha Row, PersonId Person)>> Newest(
            IReadOnlyCollection<Row> rows,
            IEnumerable<Case> cases,
            CancellationToken cancellationToken
        )
        {
            var newest = new Dictionary<CaseId, (NotificationToCoMensha, PersonId)>();
            var all = db.NotificationsToCoMensha.Where(n => n.ReplacedAt == null);
            var parts = cases
                .Select(c => c.Id)
                .Chunk(AtOnce)
                .Select(some => all.Where(n => some.Contains(n.CaseId)))
                .Concat(
                    rows.Select(r => r.Tag).Distinct().Chunk(AtOnce).Select(some => all.Where(n => n.Tag != null && some.Contains(n.Tag)))
                );
            foreach (var part in parts)
            {
                var found = await part.Join(db.Cases, n => n.CaseId, c => c.Id, (n, c) => new { Row = n, c.PersonId })
                    .ToListAsync(cancellationToken);
                found.ForEach(f => newest[f.Row.CaseId] = (f.Row, f.PersonId));
            }

            return newest;
        }

        private string? WrongColumn(CoMenshaFile file, string[] row)
        {
            var (on, consent) = (Day(file.Field(row, "notified_on")), Day(file.Field(row, "consent_on")));
            return !CaseNumber.IsValid(file.Field(row, "case_number")) ? "case_number"
                : on is null || on > clock.Today() || on.Value.Year < 1990 ? "notified_on"
                : !Code.TryParse<Notifier>(file.Field(row, "notifier"), out var notifier) ? "notifier"
                : file.Field(row, "comensha_number") is not { } given || !CoMenshaNumber.IsValid(given) ? "comensha_number"
                : lists.Find("comensha_file_type", file.Field(row, "file_type") ?? "") is null ? "file_type"
                : file.Field(row, "consent_on") is not null && consent is null ? "consent_on"
                : notifier == Notifier.CareCoordination && (consent is null || consent > on) ? "consent_on"
                : null;
        }

        private static DateOnly? Day(string? text) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
    }
}
