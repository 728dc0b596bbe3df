using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.References;

/// <summary>Figures from elsewhere that are shown beside the counts.</summary>
[Route("monitor/references")]
public sealed class ReferencesController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListReferences() => View(await Ask(new ListReferences.Query()));

    [HttpGet("estimate")]
    public Task<IActionResult> AddEstimate() => Blank<AddEstimate.Command>();

    [HttpPost("estimate")]
    public Task<IActionResult> AddEstimate(AddEstimate.Command command) => Submit(command, then: _ => Done("The estimate was added."));

    [HttpGet("figure")]
    public Task<IActionResult> AddPublishedFigure() => Blank<AddPublishedFigure.Command>();

    [HttpPost("figure")]
    public Task<IActionResult> AddPublishedFigure(AddPublishedFigure.Command command) =>
        Submit(command, then: _ => Done("The published figure was added."));

    [HttpGet("break")]
    public Task<IActionResult> AddSeriesBreak() => Blank<AddSeriesBreak.Command>();

    [HttpPost("break")]
    public Task<IActionResult> AddSeriesBreak(AddSeriesBreak.Command command) => Submit(command, then: _ => Done("The break was added."));

    [HttpPost("{id:guid}/retire")]
    public Task<IActionResult> RetireReference(RetireReference.Command command) =>
        Submit(
            command,
            then: _ => Done("It is no longer shown."),
            again: async () => View(nameof(ListReferences), await Ask(new ListReferences.Query()))
        );

    private RedirectToActionResult Done(string text)
    {
        Confirm(text);
        return RedirectToAction(nameof(ListReferences));
    }
}
