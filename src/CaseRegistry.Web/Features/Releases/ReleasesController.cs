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

    [HttpPost("compose")]
    public Task<IActionResult> FreezeRelease(FreezeRelease.Command command) =>
        Submit(
            command,
            then: id => RedirectToAction(nameof(ViewRelease), new { id }),
            again: async () => View(nameof(ComposeRelease), await Ask(new ComposeRelease.Query()))
        );

    [HttpGet("eu")]
    public async Task<IActionResult> ViewEuCalendar() => View(await Ask(new ViewEuCalendar.Query()));

    [HttpGet("disclosure"), Limited(RateLimit.Export)]
    public Task<IActionResult> PreviewDisclosure(PreviewDisclosure.Query query) =>
        Submit(query, then: View, again: () => Task.FromResult<IActionResult>(View(new PreviewDisclosure.Result(query))));

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> ViewRelease(Guid id) => View(await Ask(new ViewRelease.Query(id)));

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
