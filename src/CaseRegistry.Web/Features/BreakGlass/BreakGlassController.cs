using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.BreakGlass;

/// <summary>Emergency access, and its review.</summary>
[Route("break-glass")]
public sealed class BreakGlassController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListBreakGlass() => View(await Ask(new ListBreakGlass.Query()));

    [HttpGet("open")]
    public Task<IActionResult> OpenBreakGlass() => Blank<OpenBreakGlass.Command>();

    [HttpPost("open")]
    public Task<IActionResult> OpenBreakGlass(OpenBreakGlass.Command command) =>
        Submit(command, then: id => id is { } found ? Redirect($"/cases/{found}") : NoSuchCase(command));

    private ViewResult NoSuchCase(OpenBreakGlass.Command command)
    {
        ModelState.AddModelError(nameof(command.Number), T["There is no case with this number."]);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(command);
    }

    [HttpGet("{id}/review")]
    public async Task<IActionResult> ReviewBreakGlass(BreakGlassId id) => View(await Ask(new PrepareReview.Query(id)));

    [HttpPost("{id}/review")]
    public Task<IActionResult> ReviewBreakGlass(ReviewBreakGlass.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The review was recorded.");
                return RedirectToAction(nameof(ListBreakGlass));
            },
            again: async () => View(nameof(ReviewBreakGlass), await Ask(new PrepareReview.Query(command.Id)))
        );
}
