using CaseRegistry.Domain.Monitor;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Monitor;

[Route("monitor")]
public sealed class MonitorController(IMediator mediator, TimeProvider clock) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListTables() => View(await Ask(new ListTables.Query()));

    [HttpGet("{name}")]
    public Task<IActionResult> ViewTable(ViewTable.Query query) =>
        Submit(query with { Format = Monitor.ViewTable.Query.Page }, then: View, again: () => WithoutCounts(query));

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

    private Task<IActionResult> WithoutCounts(ViewTable.Query query) =>
        Task.FromResult<IActionResult>(
            MonitorCatalogue.Find(query.Name) is { } table
                ? View(nameof(ViewTable), Monitor.ViewTable.Result.Empty(table, query, clock.Today()))
                : NotFound()
        );
}
