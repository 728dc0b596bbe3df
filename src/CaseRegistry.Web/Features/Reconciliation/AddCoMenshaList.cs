using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>What a list of CoMensha has to be: section <c>Reconciliation</c> of the settings.</summary>
internal sealed class ReconciliationSettings
{
    /// <summary>A shorter list would be a question about one person: whether that number is here.</summary>
    public int LeastFiles { get; set; } = 50;
}

/// <summary>
/// Takes in the files that CoMensha counted in a year. Of their numbers only fingerprints are kept. Nothing is compared before a second
/// analyst agrees (<see cref="DecideCoMenshaList"/>).
/// </summary>
public static class AddCoMenshaList
{
    private const int MostErrors = 20;

    internal static readonly IReadOnlyList<string> Required = ["number", "file_type"];
    internal static readonly IReadOnlyList<string> Optional = ["minor_status"];

    [Requires(Permission.CompareWithCoMensha)]
    public sealed record Command : IMonitorCommand<Guid>, IRecognisable
    {
        public int? Year { get; init; }
        public string? Source { get; init; }
        public DateOnly? SourceDate { get; init; }
        public IFormFile? File { get; init; }

        string IRecognisable.Canonical() => $"{Year}\n{Source}\n{SourceDate:O}\n{UploadedFile.Fingerprint(File!)}";
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text, CodeLists lists, IOptions<ReconciliationSettings> settings, TimeProvider clock)
        {
            RuleFor(c => c.Year)
                .NotNull()
                .GreaterThanOrEqualTo(1900)
                .Must(y => y is null || y <= clock.Today().Year)
                .WithMessage(_ => text["A year up to this one."]);
            RuleFor(c => c.Source).NotEmpty().MaximumLength(Reference.TextMaxLength);
            RuleFor(c => c.SourceDate)
                .NotNull()
                .Must(on => on is null || on <= clock.Today() && on.Value.Year >= 1900)
                .WithMessage(_ => text["Reference.SourceDate.IsWrong"]);
            RuleFor(c => c.File)
                .NotNull()
                .WithMessage(_ => text["Choose a file."])
                .CustomAsync(
                    async (file, context, _) =>
                    {
                        foreach (var error in file is null ? [] : await Errors(file, lists, settings.Value.LeastFiles, text))
                        {
                            context.AddFailure(error);
                        }
                    }
                );
        }
    }

    private static async Task<IReadOnlyList<string>> Errors(IFormFile upload, CodeLists lists, int least, IStringLocalizer<Texts> text)
    {
        try
        {
            var file = await CoMenshaFile.Read(upload, Required, Optional, text);
            if (file.Rows.Count < least)
            {
                return [text["A list of a year has at least {0} files. A shorter one could tell whether one person is here.", least]];
            }

            var seen = new HashSet<string>(StringComparer.Ordinal);
            var errors = new List<string>();
            foreach (var (number, row) in file.Rows)
            {
                string? wrong =
                    file.Field(row, "number") is not { } own || !CoMenshaNumber.IsValid(own) ? "number"
                    : lists.Find("comensha_file_type", file.Field(row, "file_type") ?? "") is null ? "file_type"
                    : file.Field(row, "minor_status") is not (null or "minor" or "adult" or "unknown") ? "minor_status"
                    : null;
                if (wrong is not null)
                {
                    errors.Add(text["Row {0}: {1} is not right.", number, wrong]);
                }
                else if (!seen.Add(CoMenshaNumber.Plain(file.Field(row, "number")!)))
                {
                    errors.Add(text["Row {0}: this number is there twice.", number]);
                }
            }

            return
            [
                .. errors.Take(MostErrors),
                .. errors.Count > MostErrors ? [text["And {0} more rows.", errors.Count - MostErrors].Value] : Array.Empty<string>(),
            ];
        }
        catch (UnreadableFileException unreadable)
        {
            return [unreadable.Message];
        }
    }

    internal sealed class Handler(MonitorDbContext db, KeyRing keys, CurrentActor actor, IStringLocalizer<Texts> text, TimeProvider clock)
        : IRequestHandler<Command, Guid>
    {
        public async Task<Guid> Handle(Command command, CancellationToken cancellationToken)
        {
            var (year, now) = (command.Year!.Value, clock.GetUtcNow());
            var file = await CoMenshaFile.Read(command.File!, Required, Optional, text);
            var list = new CoMenshaList(
                year,
                (command.Source!, command.SourceDate!.Value),
                UploadedFile.Sha256(command.File!),
                file.Rows.Select(r =>
                    (
                        CoMenshaNumber.Tag(keys, file.Field(r.Fields, "number")!),
                        file.Field(r.Fields, "file_type")!,
                        file.Field(r.Fields, "minor_status") ?? CodeLists.Unknown
                    )
                ),
                actor.AccountId,
                now
            );
            await AppendAudit.LockHead(db, cancellationToken);
            var before = db.CoMenshaLists.Where(l => l.Year == year && l.RetiredAt == null && l.AgreedAt == null);
            foreach (var old in await before.ToListAsync(cancellationToken))
            {
                await DecideCoMenshaList.Retire(db, old, actor.AccountId, now, cancellationToken);
            }

            db.CoMenshaLists.Add(list);
            return list.Id;
        }
    }
}
