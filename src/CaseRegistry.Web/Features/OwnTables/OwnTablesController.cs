using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.OwnTables;

/// <summary>Tables by dimensions of one's own choice, beside the named ones of the monitor.</summary>
[Route("monitor/own")]
public sealed class OwnTablesController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public Task<IActionResult> ComposeTable(ComposeTable.Query query) =>
        Submit(query with { IsFile = false }, then: View, again: () => WithoutCounts(query));

    // By its own address: "monitor/{name}.csv" is a named table.
    [HttpGet("/monitor/own.csv"), Limited(RateLimit.Export)]
    public Task<IActionResult> DownloadOwnTable(ComposeTable.Query query) =>
        Submit(
            query with
            {
                IsFile = true,
            },
            then: table => File(TableFile.Csv(table.Counts!), TableFile.CsvType, TableFile.CsvName(table.Counts!)),
            again: () => WithoutCounts(query)
        );

    [HttpGet("saved")]
    public async Task<IActionResult> ListOwnTables() => View(await Ask(new ListOwnTables.Query()));

    [HttpGet("{id:guid}")]
    public async Task<IActionResult> ViewOwnTable(Guid id) => View(await Ask(new ViewOwnTable.Query(id)));

    [HttpGet("save")]
    public Task<IActionResult> SaveOwnTable(OwnTableFields fields)
    {
        // A value in the address that cannot be read is left open on the form.
        ModelState.Clear();
        return Blank(
            new SaveOwnTable.Command
            {
                By = fields.By,
                From = fields.From,
                To = fields.To,
                MinorsOnly = fields.MinorsOnly,
            }
        );
    }

    [HttpPost("save")]
    public Task<IActionResult> SaveOwnTable(SaveOwnTable.Command command) =>
        Submit(command, then: id => Done("The table has been saved.", id));

    [HttpGet("{id:guid}/change")]
    public async Task<IActionResult> ChangeOwnTable(Guid id) => View(await Ask(new PrepareOwnTable.Query(id)));

    [HttpPost("{id:guid}/change")]
    public Task<IActionResult> ChangeOwnTable(ChangeOwnTable.Command command) =>
        Submit(
            command,
            then: _ => Done("The change has been saved.", command.Id),
            now: async () => await Ask(new PrepareOwnTable.Query(command.Id))
        );

    [HttpPost("{id:guid}/share")]
    public Task<IActionResult> ShareOwnTable(ShareOwnTable.Command command) =>
        Submit(
            command,
            then: _ =>
                Done(
                    command.IsShared ? "Other analysts can open this table now." : "Other analysts can no longer open this table.",
                    command.Id
                ),
            again: () => AsItIsNow(command.Id)
        );

    [HttpPost("{id:guid}/remove")]
    public Task<IActionResult> RemoveOwnTable(RemoveOwnTable.Command command) =>
        Submit(
            command,
            then: _ =>
            {
                Confirm("The table has been removed.");
                return RedirectToAction(nameof(ListOwnTables));
            },
            again: () => AsItIsNow(command.Id)
        );

    private async Task<IActionResult> AsItIsNow(Guid id)
    {
        var now = await Ask(new ViewOwnTable.Query(id));
        // The buttons carry the version that is shown, not the one that was sent.
        ModelState.Remove(nameof(Features.OwnTables.ShareOwnTable.Command.Version));
        return View(nameof(ViewOwnTable), now);
    }

    private Task<IActionResult> WithoutCounts(OwnTableFields asked) =>
        Task.FromResult<IActionResult>(View(nameof(ComposeTable), new ComposeTable.Result(asked, null)));

    private RedirectToActionResult Done(string text, Guid id)
    {
        Confirm(text);
        return RedirectToAction(nameof(ViewOwnTable), new { id });
    }
}
