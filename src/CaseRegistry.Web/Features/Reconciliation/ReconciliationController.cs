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
    public Task<IActionResult> AddCoMenshaList(AddCoMenshaList.Command command) =>
        Submit(command, then: _ => Done("The list was added. A second analyst has to agree to it.", null));

    [HttpPost("{id:guid}/decide/{decision}")]
    public async Task<IActionResult> DecideCoMenshaList(DecideCoMenshaList.Command command)
    {
        int? decided = null;
        var answer = await Submit(
            command,
            then: year =>
            {
                decided = year;
                return RedirectToAction(nameof(ViewReconciliation), command.Agrees ? new { year } : null);
            },
            again: async () => View(nameof(ViewReconciliation), await Ask(new ViewReconciliation.Query()))
        );
        if (decided is not null && command.Agrees)
        {
            await Compare(command.Id);
            Confirm("The list was taken into use and compared.");
        }
        else if (decided is not null)
        {
            Confirm("The list was withdrawn.");
        }

        return answer;
    }

    [HttpPost("{id:guid}/compare")]
    public async Task<IActionResult> CompareWithCoMensha(Guid id) => Done("It was compared again.", await Compare(id));

    private async Task<int> Compare(Guid id)
    {
        var cells = await Ask(new CountAgainstCoMensha.Query(id));
        // A key of the form was for what it sent. To compare twice is to compare once.
        HttpContext.RequestServices.GetRequiredService<CurrentActor>().IdempotencyKey = null;
        return await Ask(new CompareWithCoMensha.Command { Id = id, Cells = cells });
    }

    private RedirectToActionResult Done(string text, int? year)
    {
        Confirm(text);
        return RedirectToAction(nameof(ViewReconciliation), new { year });
    }
}
