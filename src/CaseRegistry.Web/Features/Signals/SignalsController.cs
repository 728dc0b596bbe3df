using CaseRegistry.Domain.Signals;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Signals;

[Route("signals")]
public sealed class SignalsController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("register")]
    public Task<IActionResult> RegisterSignal() => Blank(Signals.RegisterSignal.Minimal());

    [HttpPost("register")]
    public Task<IActionResult> RegisterSignal(RegisterSignal.Command command)
    {
        var once = Once;
        return Submit(command, then: _ => RedirectToAction(nameof(ViewReceipt), new { once }));
    }

    [HttpGet("receipt/{once}")]
    public async Task<IActionResult> ViewReceipt(string once) => View(await Ask(new ViewReceipt.Query(once)));

    [HttpPost("drafts")]
    public Task<IActionResult> StartDraft() =>
        Submit(new StartDraft.Command(), then: id => RedirectToAction(nameof(ViewDraft), new { id }), again: Refused);

    [HttpGet("drafts/{id}")]
    public async Task<IActionResult> ViewDraft(DraftId id) => View(await Ask(new ViewDraft.Query(id)));

    [HttpGet("drafts/{id}/{section}")]
    public async Task<IActionResult> SaveDraft(DraftId id, string section) => View(await Ask(new EditDraft.Query(id, section)));

    [HttpPost("drafts/{id}/{section}")]
    public Task<IActionResult> SaveDraft(SaveDraft.Command command) =>
        Submit(
            command,
            then: _ => RedirectToAction(nameof(ViewDraft), new { command.Id }),
            now: async () => await Ask(new EditDraft.Query(command.Id, command.Section))
        );

    [HttpPost("drafts/{id}/{section}/autosave")]
    public Task<IActionResult> AutosaveDraft(SaveDraft.Command command) =>
        Submit(
            command,
            then: version => Json(new { fields = new { Version = version } }),
            again: () => Task.FromResult<IActionResult>(Json(new { }))
        );

    [HttpGet("drafts/{id}/check")]
    public async Task<IActionResult> CheckDraft(DraftId id) => View(await Ask(new ViewDraft.Query(id)));

    [HttpPost("drafts/{id}/check")]
    public async Task<IActionResult> RegisterDraft(DraftId id)
    {
        var once = Once;
        try
        {
            return await Submit(
                (await Ask(new ViewDraft.Query(id))).ToRegistration(),
                then: _ => RedirectToAction(nameof(ViewReceipt), new { once }),
                again: async () => View(nameof(CheckDraft), await Ask(new ViewDraft.Query(id)))
            );
        }
        catch (NotFoundException)
        {
            // Sent twice: the draft has become a registration, whose receipt is there.
            await Ask(new ViewReceipt.Query(once));
            return RedirectToAction(nameof(ViewReceipt), new { once });
        }
    }

    [HttpPost("drafts/{id}/delete")]
    public Task<IActionResult> DeleteDraft(DraftId id) =>
        Submit(
            new DeleteDraft.Command(id),
            then: _ =>
            {
                Confirm("The draft was deleted.");
                return Redirect("/");
            },
            again: Refused
        );

    [HttpGet("/imports")]
    public async Task<IActionResult> ListImports() => View(await Ask(new ListImports.Query()));

    [HttpPost("/imports")]
    [RequestSizeLimit(Signals.UploadImport.MaxBytes)]
    // In memory: names must not lie in a temporary file, be it for a moment.
    [RequestFormLimits(MemoryBufferThreshold = Signals.UploadImport.MaxBytes)]
    public Task<IActionResult> UploadImport(UploadImport.Command command) =>
        Submit(
            command,
            then: id => RedirectToAction(nameof(ViewImport), new { id }),
            again: async () => View(nameof(ListImports), await Ask(new ListImports.Query()))
        );

    [HttpGet("/imports/{id}")]
    public async Task<IActionResult> ViewImport(ImportJobId id) => View(await Ask(new ViewImport.Query(id)));

    [NoActivity, HttpGet("/imports/{id}/progress")]
    public async Task<IActionResult> ImportProgress(ImportJobId id) =>
        Json(Signals.ViewImport.ProgressOf(await Ask(new ViewImport.Query(id))));

    [HttpGet("/imports/{id}/refusals.csv"), Limited(RateLimit.Export)]
    public async Task<IActionResult> ImportRefusals(ImportJobId id) =>
        File(Signals.ViewImport.RefusalsOf(await Ask(new ViewImport.Query(id, IsFile: true))), "text/csv; charset=utf-8", "refusals.csv");

    [HttpPost("/imports/{id}/confirm")]
    public Task<IActionResult> ConfirmImport(ImportJobId id) =>
        Submit(
            new ConfirmImport.Command(id),
            then: _ => RedirectToAction(nameof(ViewImport), new { id }),
            again: async () => View(nameof(ViewImport), await Ask(new ViewImport.Query(id)))
        );
}
