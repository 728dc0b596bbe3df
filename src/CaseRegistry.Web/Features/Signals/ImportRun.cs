using System.Text;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>How an import went.</summary>
public sealed record ImportOutcome(int Registered, int Skipped, int Refused, IReadOnlyList<RowFault> Faults);

/// <summary>
/// Registers the rows of a file one by one, each in a transaction of its own, so that one bad row never spoils the good
/// ones and a run that was cut off can be run again: rows that are in are skipped.
/// </summary>
internal sealed class ImportRun(IMediator mediator, CurrentActor actor, CodeLists lists, KeyRing keys, IStringLocalizer<Texts> text)
{
    /// <param name="dryRun">Only tell what would happen.</param>
    /// <param name="progress">Told after each row: rows done, and the outcome so far.</param>
    public async Task<ImportOutcome> Run(
        RegistrationFile file,
        bool dryRun,
        Func<int, ImportOutcome, Task>? progress,
        CancellationToken cancellationToken
    )
    {
        var (registered, skipped, refused) = (0, 0, 0);
        var faults = new List<RowFault>();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < file.Rows.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (command, unreadable) = file.Read(index);
            var rowFaults = unreadable;
            if (command is not null)
            {
                (var wasNew, rowFaults) = await Take(file, index, command, seen, occurrences, dryRun, cancellationToken);
                (registered, skipped) =
                    rowFaults.Count > 0 ? (registered, skipped)
                    : wasNew ? (registered + 1, skipped)
                    : (registered, skipped + 1);
            }

            if (rowFaults.Count > 0)
            {
                refused++;
                faults.AddRange(rowFaults);
            }

            if (progress is not null)
            {
                await progress(index + 1, new(registered, skipped, refused, faults));
            }
        }

        return new(registered, skipped, refused, faults);
    }

    private async Task<(bool WasNew, IReadOnlyList<RowFault> Faults)> Take(
        RegistrationFile file,
        int index,
        RegisterSignal.Command command,
        Dictionary<string, string> seen,
        Dictionary<string, int> occurrences,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var (row, known) = (file.NumberOf(index), file.ReferenceOf(index));
        var reference = command.ExternalReference;
        var content = command.Canonical();
        // A row without a reference is known by what it says, so that importing it again, also by a colleague, does not register
        // it twice; a row that stands in the file several times is meant several times.
        if (reference is null)
        {
            occurrences[content] = occurrences.GetValueOrDefault(content) + 1;
            actor.IdempotencyKey =
                $"{IdempotentRequest.RowPrefix}{Convert.ToHexStringLower(keys.Tag(Encoding.UTF8.GetBytes(content)))}:{occurrences[content]}";
            actor.IdempotencyRegion = RegisterSignal.RegionOf(command, lists, actor);
        }

        try
        {
            if (dryRun)
            {
                string? earlier = null;
                if (reference is not null && seen.TryGetValue(reference, out earlier) && earlier != content)
                {
                    throw new RuleViolationException("Signal.ExternalReference.UsedForOtherContent");
                }

                var check = await mediator.Send(new CheckSignal.Query(command), cancellationToken);
                if (reference is not null)
                {
                    seen[reference] = content;
                }

                return (earlier is null && !check.AlreadyRegistered, []);
            }

            var result = await mediator.Send(command, cancellationToken);
            var replayed = reference is null && actor.WasReplayed;
            return (!result.AlreadyRegistered && !replayed, []);
        }
        catch (ValidationException invalid)
        {
            return (
                false,
                [
                    .. invalid.Errors.Select(e => new RowFault(
                        row,
                        known,
                        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(e.PropertyName.Split('[')[0]),
                        e.ErrorMessage
                    )),
                ]
            );
        }
        catch (RuleViolationException rule)
        {
            return (false, [new(row, known, "", text[rule.Rule])]);
        }
        catch (Exception refused) when (refused is DbUpdateException or IdempotencyConflictException)
        {
            return (false, [new(row, known, "", text["This row could not be saved. Import the file again."])]);
        }
        finally
        {
            (actor.IdempotencyKey, actor.IdempotencyRegion) = (null, null);
        }
    }
}
