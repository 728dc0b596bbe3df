using CaseRegistry.Web.Features.Shared;
using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Monitor;

/// <summary>The tables of the monitor for other systems (scope tables:read).</summary>
[Route("api/v1/tables")]
public sealed class MonitorApi(IMediator mediator) : ApiController(mediator)
{
    /// <summary>One table as JSON, or as CSV for whoever accepts text/csv or asks for format=csv.</summary>
    [HttpGet("{name}")]
    [ProducesResponseType<TableFile.Content>(200, "application/json", "text/csv")]
    public async Task<IActionResult> ViewTable(string name, [FromQuery] int? from, [FromQuery] int? to, [FromQuery] string? format)
    {
        var table = await Ask(
            new ViewTable.Query
            {
                Name = name,
                From = from,
                To = to,
                Format = format ?? Preferred(),
            }
        );
        Response.Headers.Vary = "Accept";
        return format == Monitor.ViewTable.Query.Csv || format is null && Preferred() == Monitor.ViewTable.Query.Csv
            ? File(TableFile.Csv(table), TableFile.CsvType, TableFile.CsvName(table))
            : File(TableFile.JsonBytes(table), "application/json; charset=utf-8");
    }

    private string Preferred()
    {
        var accepted = Request.GetTypedHeaders().Accept.OrderByDescending(a => a.Quality ?? 1).Select(a => a.MediaType.Value);
        return accepted.FirstOrDefault(a => a is "text/csv" or "application/json") == "text/csv"
            ? Monitor.ViewTable.Query.Csv
            : Monitor.ViewTable.Query.Json;
    }
}
