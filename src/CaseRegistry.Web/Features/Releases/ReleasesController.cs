using CaseRegistry.Domain.Monitor;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>Releases: one analyst freezes, another one decides, systems and people fetch.</summary>
[Route("releases")]
public sealed class ReleasesController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListReleases(long? after) => View(await Ask(new ListReleases.Query(after)));

    [HttpGet("compose")]
    public async Task<IActionResult> ComposeRelease() => View(await Ask(new ComposeRelease.Query()));

    /// <summary>For everyone the ways are shown first, and the one that was chosen is worked out before it is kept.</summary>
    [HttpPost("compose"), Limited(RateLimit.Export)]
    public async Task<IActionResult> FreezeRelease(FreezeRelease.Command command)
    {
        if (command is { Audience: ReleaseAudience.Public, Way: null } && ModelState.IsValid)
        {
            return LocalRedirect($"/releases/disclosure{command.ToAddress()}");
        }

        async Task<IActionResult> Again()
        {
            ViewData["Asked"] = command;
            return View(nameof(ComposeRelease), await Ask(new ComposeRelease.Query()));
        }

        ProtectTables.Result? made = null;
        if (command.Audience == ReleaseAudience.Public)
        {
            var refused = await Submit(ProtectTables.Query.Of(command), then: result => Nothing(made = result), Again);
            if (made is null)
            {
                return refused;
            }
        }

        return await Submit(command with { Protected = made }, then: id => RedirectToAction(nameof(ViewRelease), new { id }), Again);
    }

    private static EmptyResult Nothing(ProtectTables.Result _) => new();

    [HttpGet("eu")]
    public async Task<IActionResult> ViewEuCalendar() => View(await Ask(new ViewEuCalendar.Query()));

    [HttpGet("disclosure"), Limited(RateLimit.Export)]
    public Task<IActionResult> PreviewDisclosure(PreviewDisclosure.Query query) =>
        Submit(
            query with
            {
                Audience = ReleaseAudience.Public,
            },
            then: View,
            again: () => Task.FromResult<IActionResult>(View(new PreviewDisclosure.Result(query, [])))
        );

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> ViewRelease(Guid id) => View(await Ask(new ViewRelease.Query(id)));

    [HttpGet("{id:guid}/protection")]
    public async Task<IActionResult> ViewProtection(Guid id) => View(await Ask(new ViewProtection.Query(id)));

    [HttpGet("{id:guid}/differences")]
    public async Task<IActionResult> CompareReleases(Guid id) => View(await Ask(new CompareReleases.Query(id)));

    [HttpGet("{id:guid}/files/{name}"), Limited(RateLimit.Export)]
    public async Task<IActionResult> DownloadFile(Guid id, string name)
    {
        var file = await Ask(new DownloadFile.Query(id, name));
        return File(file.Bytes, file.MediaType, file.Name);
    }

    [HttpPost("{id:guid}/publish")]
    public Task<IActionResult> PublishRelease(PublishRelease.Command command) =>
        Submit(command, then: _ => Decided(command.Id, "The release was published."), again: () => Again(command.Id));

    [HttpPost("{id:guid}/reject")]
    public Task<IActionResult> RejectRelease(RejectRelease.Command command) =>
        Submit(command, then: _ => Decided(command.Id, "The release was rejected."), again: () => Again(command.Id));

    private async Task<IActionResult> Again(Guid id) => View(nameof(ViewRelease), await Ask(new ViewRelease.Query(id)));

    private RedirectToActionResult Decided(Guid id, string text)
    {
        Confirm(text);
        return RedirectToAction(nameof(ViewRelease), new { id });
    }
}
