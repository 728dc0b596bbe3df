using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Monitor;

[Route("monitor")]
public sealed class MonitorController(IMediator mediator, CodeLists lists, TimeProvider clock) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListTables() => View(await Ask(new ListTables.Query()));

    [HttpGet("{name}")]
    public Task<IActionResult> ViewTable(ViewTable.Query query) =>
        Submit(query with { Format = Monitor.ViewTable.Query.Page }, then: View, again: () => WithoutCounts(query));

    [HttpGet("{name}/why")]
    public Task<IActionResult> ExplainTable(ExplainTable.Query query) =>
        Submit(
            query,
            then: View,
            again: () =>
                Task.FromResult<IActionResult>(
                    MonitorCatalogue.Find(query.Name) is { } table
                        ? View(Monitor.ExplainTable.Result.Empty(table, query, clock.Today()))
                        : NotFound()
                )
        );

    [HttpGet("{name}.csv"), Limited(RateLimit.Export)]
    public Task<IActionResult> DownloadTable(ViewTable.Query query) =>
        Submit(
            query with
            {
                Format = Monitor.ViewTable.Query.Csv,
            },
            then: table => File(TableFile.Csv(table), TableFile.CsvType, TableFile.CsvName(table)),
            again: () => WithoutCounts(query)
        );

    [HttpGet("{name}/{picture}.svg"), Limited(RateLimit.Export)]
    public Task<IActionResult> DownloadPicture(ViewTable.Query query, string picture) =>
        Submit(
            query with
            {
                Format = Monitor.ViewTable.Query.Svg,
            },
            then: table => Drawn(TablePictures.Of(table, lists, T), picture, table.Table, table.ReferenceDate),
            again: () => WithoutCounts(query)
        );

    [HttpGet("visibility")]
    public Task<IActionResult> ViewVisibility(ViewVisibility.Query query) =>
        Submit(query with { Picture = null }, then: View, again: () => WithoutCounts(query));

    [HttpGet("visibility/{picture}.svg"), Limited(RateLimit.Export)]
    public Task<IActionResult> DownloadVisibility(ViewVisibility.Query query) =>
        Submit(
            query,
            then: page => Drawn(VisibilityPictures.Of(page, lists, T), query.Picture!, "visibility", page.ReferenceDate),
            again: () => WithoutCounts(query)
        );

    private IActionResult Drawn(IEnumerable<Picture> pictures, string name, string of, DateOnly referenceDate)
    {
        if (pictures.FirstOrDefault(p => p.Name == name) is not { } picture)
        {
            return NotFound();
        }

        var note = T[
            "Care coordination registration. Reference date {0}, definition version {1}.",
            $"{referenceDate:d-M-yyyy}",
            MonitorCatalogue.DefinitionVersion
        ];
        var file = picture.ToFile(note);
        Response.Headers.ContentSecurityPolicy = PictureFile.ContentPolicy;
        return File(file.Bytes, PictureFile.MediaType, $"{of}-{name}-{referenceDate:yyyy-MM-dd}.svg");
    }

    private Task<IActionResult> WithoutCounts(ViewVisibility.Query query) =>
        Task.FromResult<IActionResult>(
            View(
                nameof(ViewVisibility),
                new Monitor.ViewVisibility.Result
                {
                    ReferenceDate = clock.Today(),
                    From = query.From,
                    To = query.To,
                }
            )
        );

    private Task<IActionResult> WithoutCounts(ViewTable.Query query) =>
        Task.FromResult<IActionResult>(
            MonitorCatalogue.Find(query.Name) is { } table
                ? View(nameof(ViewTable), Monitor.ViewTable.Result.Empty(table, query, clock.Today()))
                : NotFound()
        );
}
