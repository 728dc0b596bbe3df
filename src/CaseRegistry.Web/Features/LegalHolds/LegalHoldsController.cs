using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.LegalHolds;

/// <summary>Cases that may not be destroyed: the privacy officer's.</summary>
[Route("legal-holds")]
public sealed class LegalHoldsController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListLegalHolds(ListLegalHolds.Query query) => View(await Ask(query));

    [HttpGet("place")]
    public Task<IActionResult> PlaceLegalHold() => Blank<PlaceLegalHold.Command>();

    [HttpPost("place")]
    public async Task<IActionResult> PlaceLegalHold(PlaceLegalHold.Command command)
    {
        try
        {
            return await Submit(command, then: _ => Changed("Destruction is on hold."));
        }
        catch (NotFoundException)
        {
            // Whoever mistypes a number keeps the form; a number of another region and an absent one read the same.
            ModelState.AddModelError(nameof(command.Number), T["There is no case with this number in your regions."]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(command);
        }
    }

    [HttpGet("{id}/lift")]
    public async Task<IActionResult> LiftLegalHold(CaseId id) => View(await Ask(new PrepareLift.Query(id)));

    [HttpPost("{id}/lift")]
    public Task<IActionResult> LiftLegalHold(LiftLegalHold.Command command) =>
        Submit(
            command,
            then: _ => Changed("The hold was lifted."),
            again: async () => View(nameof(LiftLegalHold), await Ask(new PrepareLift.Query(command.Id)))
        );

    private RedirectToActionResult Changed(string done)
    {
        Confirm(done);
        return RedirectToAction(nameof(ListLegalHolds));
    }
}
