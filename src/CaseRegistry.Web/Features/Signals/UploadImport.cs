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
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Of one account, not finished yet: section <c>Imports</c> of the settings.</summary>
internal sealed class ImportLimits
{
    public int MostFiles { get; set; } = 20;
    public long MostBytes { get; set; } = 200L * 1024 * 1024;
}

/// <summary>Takes in a file of registrations, to be checked before anything is registered. Kept protected until it is done.</summary>
public static class UploadImport
{
    public const int MaxBytes = 32 * 1024 * 1024;

    [Requires(Permission.ImportCases)]
    public sealed record Command : ICommand<ImportJobId>, IRecognisable
    {
        public IFormFile? File { get; init; }

        string IRecognisable.Canonical() => UploadedFile.Fingerprint(File!);
    }

    internal sealed class Validator : AbstractValidator<Command>
    {
        public Validator(IStringLocalizer<Texts> text) =>
            RuleFor(c => c.File)
                .NotNull()
                .WithMessage(_ => text["Choose a file."])
                .Must(file => file?.FileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) is not false)
                .WithMessage(_ => text["The name of the file must end in .csv."])
                .CustomAsync(
                    async (file, context, cancellationToken) =>
                    {
                        try
                        {
                            if (file is not null)
                            {
                                RegistrationFile.Parse(await UploadedFile.Read(file, text, cancellationToken), text);
                            }
                        }
                        catch (UnreadableFileException unreadable)
                        {
                            context.AddFailure(unreadable.Message);
                        }
                    }
                );
    }

    internal sealed class Handler(
        RegistryDbContext db,
        CaseKeys keys,
        CurrentActor actor,
        IStringLocalizer<Texts> text,
        RunImports runner,
        IOptions<ImportLimits> limits,
        TimeProvider clock
    ) : IRequestHandler<Command, ImportJobId>
    {
        public async Task<ImportJobId> Handle(Command command, CancellationToken cancellationToken)
        {
            await DemandRoom(command.File!.Length, cancellationToken);
            var content = await UploadedFile.Read(command.File!, text, cancellationToken);
            var rows = RegistrationFile.Parse(content, text).Rows.Count;
            var region = actor.Regions[0];
            var key = await keys.Create(region);
            var name = Path.GetFileName(command.File!.FileName);
            var job = ImportJob.Upload(
                key,
                region,
                actor.AccountId!.Value,
                Localization.Language,
                name[..Math.Min(name.Length, 200)],
                command.File.Length,
                rows,
                content,
                clock.GetUtcNow()
            );
            db.ImportJobs.Add(job);
            runner.Wake();
            return job.Id;
        }

        /// <summary>Files of one person that wait or are being registered take room that others need.</summary>
        private async Task DemandRoom(long size, CancellationToken cancellationToken)
        {
            var kept = await db
                .ImportJobs.OfEveryRegion()
                .Where(j => j.AccountId == actor.AccountId && j.FinishedAt == null)
                .Select(j => j.Size)
                .ToListAsync(cancellationToken);
            if (kept.Count >= limits.Value.MostFiles || kept.Sum() + size > limits.Value.MostBytes)
            {
                throw new RuleViolationException("ImportJob.File.NoRoom");
            }
        }
    }
}
