using CaseRegistry.Domain.Cases;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Cases;

[Route("cases")]
public sealed class CasesController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet(""), Limited(RateLimit.Search)]
    public async Task<IActionResult> ListCases(ListCases.Query query)
    {
        var result = await Ask(query);
        if (!ModelState.IsValid)
        {
            // A day that cannot be read is told at its field, above what the other filters leave.
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }

        return View(result);
    }

    [HttpGet("{id}")]
    public async Task<IActionResult> ViewCase(CaseId id) => View(await Ask(new ViewCase.Query(id)));

    [HttpGet("{id}/print")]
    public async Task<IActionResult> PrintCase(CaseId id, [FromQuery(Name = "contact")] bool safeContact = false)
    {
        var file = await Ask(new PrintCase.Query(id, safeContact));
        ViewData["Print"] = true;
        ViewData["SafeContact"] = safeContact;
        return View(nameof(ViewCase), file);
    }

    [HttpGet("{id}/moves/{move}")]
    public async Task<IActionResult> MoveCase(CaseId id, string move) => View(await Ask(new PrepareMove.Query(id, move)));

    [HttpPost("{id}/moves/{move}")]
    public Task<IActionResult> MoveCase(MoveCase.Command command) =>
        Submit(
            command,
            then: _ => Changed(command.Id),
            again: async () =>
            {
                var prepared = await Ask(new PrepareMove.Query(command.Id, command.Move));
                if (ViewData[StaleKey] is true)
                {
                    ViewData[StoredKey] = prepared.Now;
                    ViewData["Sent"] = command;
                }

                return View(nameof(MoveCase), prepared);
            }
        );

    [HttpGet("{id}/contact")]
    public async Task<IActionResult> RecordContact(CaseId id) => View(await Ask(new PrepareContact.Query(id)));

    [HttpPost("{id}/contact")]
    public Task<IActionResult> RecordContact(RecordContact.Command command) => Submit(command, then: _ => Changed(command.Id));

    [HttpPost("{id}/contact/{contactId:guid}/done")]
    public Task<IActionResult> CompleteNextAction(CaseId id, Guid contactId) =>
        Submit(new CompleteNextAction.Command(id, contactId), then: _ => Changed(id), again: Refused);

    [HttpGet("{id}/notification")]
    public async Task<IActionResult> RecordNotification(CaseId id) => View(await Ask(new PrepareNotification.Query(id)));

    [HttpPost("{id}/notification")]
    public Task<IActionResult> RecordNotification(RecordNotification.Command command) => Submit(command, then: _ => Changed(command.Id));

    [HttpGet("notifications")]
    public Task<IActionResult> ImportNotifications() => Blank<ImportNotifications.Command>();

    [HttpPost("notifications")]
    [RequestSizeLimit(CoMenshaFile.MaxBytes + 64 * 1024)]
    // In memory: numbers of persons must not lie in a temporary file, be it for a moment.
    [RequestFormLimits(MemoryBufferThreshold = CoMenshaFile.MaxBytes + 64 * 1024)]
    public Task<IActionResult> ImportNotifications(ImportNotifications.Command command) =>
        Submit(command, then: result => result.Errors.Count > 0 ? Wrong(command, result.Errors) : Imported(result));

    private ViewResult Wrong(ImportNotifications.Command command, IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
        {
            ModelState.AddModelError(nameof(command.File), error);
        }

        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return View(command);
    }

    private RedirectToActionResult Imported(ImportNotifications.Result result)
    {
        TempData["Done"] = T["{0} taken in, {1} known already.", result.Recorded, result.Known].Value;
        return RedirectToAction(nameof(ImportNotifications));
    }

    [HttpGet("{id}/signals/add")]
    public async Task<IActionResult> AddSignal(CaseId id) => View(await Ask(new PrepareSignal.Query(id)));

    [HttpPost("{id}/signals/add")]
    public Task<IActionResult> AddSignal(AddSignal.Command command) => Submit(command, then: _ => Changed(command.Id));

    [HttpGet("{id}/minority")]
    public async Task<IActionResult> CorrectMinority(CaseId id) => View(await Ask(new PrepareMinority.Query(id)));

    [HttpPost("{id}/minority")]
    public Task<IActionResult> CorrectMinority(CorrectMinority.Command command) =>
        Submit(
            command,
            then: _ => Changed(command.Id),
            again: async () =>
            {
                if (ViewData[StaleKey] is true)
                {
                    ViewData["Stored"] = await Ask(new PrepareMinority.Query(command.Id));
                }

                return View(nameof(CorrectMinority), command);
            }
        );

    [HttpGet("{id}/edit/{section}")]
    public async Task<IActionResult> EditCase(CaseId id, string section) => View(await Ask(new PrepareEdit.Query(id, section)));

    [HttpPost("{id}/edit/{section}")]
    public Task<IActionResult> EditCase(EditCase.Command command) =>
        Submit(
            command,
            then: _ => Changed(command.Id),
            again: async () =>
            {
                if (ViewData[StaleKey] is true)
                {
                    // Both versions: what was filled in stays in the form, what is stored now stands beside it.
                    ViewData["Stored"] = await Ask(new PrepareEdit.Query(command.Id, command.Section));
                }

                return View(nameof(EditCase), command);
            }
        );

    private RedirectToActionResult Changed(CaseId id)
    {
        Confirm("It is saved.");
        return RedirectToAction(nameof(ViewCase), new { id });
    }
}
