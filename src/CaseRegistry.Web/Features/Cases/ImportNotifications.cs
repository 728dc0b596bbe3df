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

            await AppendAudit.LockHead(db, cancellationToken);
            var (notifications, errors, known) = (new List<NotificationToCoMensha>(), new List<string>(), 0);
            var (persons, now) = (new Dictionary<string, PersonId>(StringComparer.Ordinal), clock.GetUtcNow());
            foreach (var (number, row) in file.Rows)
            {
                var wrong = WrongColumn(file, row);
                if (wrong is not null)
                {
                    errors.Add(text["Row {0}: {1} is not right.", number, wrong]);
                    continue;
                }

                var caseNumber = CaseNumber.Normalise(file.Field(row, "case_number"));
                var @case = await db.Cases.SingleOrDefaultAsync(
                    c => c.Number == caseNumber && actor.Regions.Contains(c.Region) && c.ErasedAt == null,
                    cancellationToken
                );
                if (@case is null)
                {
                    errors.Add(text["Row {0}: there is no case with this number in your regions.", number]);
                    continue;
                }

                var given = CoMenshaNumber.Plain(file.Field(row, "comensha_number")!);
                var tag = CoMenshaNumber.Tag(ring, given);
                var newest =
                    notifications.FindLast(n => n.CaseId == @case.Id)
                    ?? await db.NotificationsToCoMensha.SingleOrDefaultAsync(
                        n => n.CaseId == @case.Id && n.ReplacedAt == null,
                        cancellationToken
                    );
                if (newest?.Tag == tag && newest.FileType == file.Field(row, "file_type"))
                {
                    known++;
                    continue;
                }

                var isOfAnother =
                    persons.TryGetValue(tag, out var person) && person != @case.PersonId
                    || await RecordNotification.IsOfAnother(db, tag, @case, cancellationToken);
                if (isOfAnother)
                {
                    errors.Add(text["Row {0}: this number of CoMensha belongs to another person.", number]);
                    continue;
                }

                persons[tag] = @case.PersonId;
                notifications.Add(
                    NotificationToCoMensha.Notify(
                        @case,
                        await keys.Open(@case.Id, cancellationToken),
                        Day(file.Field(row, "notified_on"))!.Value,
                        Code.Parse<Notifier>(file.Field(row, "notifier")),
                        Day(file.Field(row, "consent_on")),
                        (given, tag),
                        file.Field(row, "file_type"),
                        actor.Id,
                        now
                    )
                );
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

            foreach (var rows in notifications.GroupBy(n => n.CaseId))
            {
                await RecordNotification.Replace(db, rows.Key, now, cancellationToken);
                foreach (var earlier in rows.SkipLast(1))
                {
                    earlier.Replace(now);
                }
            }

            db.NotificationsToCoMensha.AddRange(notifications);
            return new(notifications.Count, known, []);
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
