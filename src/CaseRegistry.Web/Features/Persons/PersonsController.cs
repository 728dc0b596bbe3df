using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Persons;

/// <summary>Which cases are about one person: merges and splits, each with a second pair of eyes.</summary>
[Route("persons")]
public sealed class PersonsController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("merges")]
    public async Task<IActionResult> ListMerges(long? before) => View(await Ask(new ListMerges.Query(before)));

    [HttpGet("{id}/merge")]
    public async Task<IActionResult> RequestMerge(CaseId id) => View(await Ask(new PrepareMerge.Query(id)));

    [HttpPost("{id}/merge")]
    public Task<IActionResult> RequestMerge(RequestMerge.Command command) =>
        Submit(
            command,
            then: again => again is null ? Done("A colleague was asked to agree.") : NoSuchCase(again),
            again: async () => View(nameof(RequestMerge), await Ask(new PrepareMerge.Query(command.Id)))
        );

    [HttpPost("merges/{id:guid}/{decision}")]
    public Task<IActionResult> DecideMerge(DecideMerge.Command command) =>
        Submit(command, then: _ => Done("Done."), again: async () => View(nameof(ListMerges), await Ask(new ListMerges.Query())));

    private ViewResult NoSuchCase(PrepareMerge.Result again)
    {
        ModelState.AddModelError(nameof(Persons.RequestMerge.Command.Number), T["Merge.Number.IsNotThere"]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(nameof(RequestMerge), again);
    }

    private RedirectToActionResult Done(string text)
    {
        Confirm(text);
        return RedirectToAction(nameof(ListMerges));
    }
}
