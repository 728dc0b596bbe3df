using CaseRegistry.Data;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Reconciliation;

/// <summary>Our counts beside those of CoMensha.</summary>
[Route("monitor/reconciliation")]
public sealed class ReconciliationController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ViewReconciliation(int? year) => View(await Ask(new ViewReconciliation.Query(year)));

    [HttpGet("list")]
    public Task<IActionResult> AddCoMenshaList() => Blank<AddCoMenshaList.Command>();

    [HttpPost("list")]
    [RequestSizeLimit(CoMenshaFile.MaxBytes + 64 * 1024)]
    // In memory: numbers of persons must not lie in a temporary file, be it for a moment.
    [RequestFormLimits(MemoryBufferThreshold = CoMenshaFile.MaxBytes + 64 * 1024)]
    public async Task<IActionResult> AddCoMenshaList(AddCoMenshaList.Command command)
    {
        Guid? added = null;
        var answer = await Submit(
            command,
            then: id =>
            {
                added = id;
                return RedirectToAction(nameof(ViewReconciliation), new { year = command.Year });
            }
        );
        if (added is { } list)
        {
            // The key of the form was for the list. To compare twice is to compare once.
            HttpContext.RequestServices.GetRequiredService<CurrentActor>().IdempotencyKey = null;
            await Ask(new CompareWithCoMensha.Command { Id = list });
            Confirm("The list was added and compared.");
        }

        return answer;
    }

    [HttpPost("{id:guid}/compare")]
    public Task<IActionResult> CompareWithCoMensha(CompareWithCoMensha.Command command) =>
        Submit(
            command,
            then: year =>
            {
                Confirm("It was compared again.");
                return RedirectToAction(nameof(ViewReconciliation), new { year });
            },
            again: Refused
        );
}
