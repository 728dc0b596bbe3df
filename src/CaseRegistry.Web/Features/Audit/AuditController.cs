using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Mediator;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Audit;

/// <summary>The audit trail: for the privacy officer and the data protection officer.</summary>
[Route("audit")]
public sealed class AuditController(IMediator mediator, TimeProvider clock) : FeatureController(mediator)
{
    [HttpGet(""), Limited(RateLimit.Search)]
    public Task<IActionResult> ListAuditRows(ListAuditRows.Query query) =>
        Submit(
            query,
            then: rows => View(nameof(ListAuditRows), rows),
            again: () => Task.FromResult<IActionResult>(View(nameof(ListAuditRows), new ListAuditRows.Result(query, [], [], null)))
        );

    /// <summary>The same for who fills in the form: an e-mail address stands in no address of a page.</summary>
    [HttpPost(""), Limited(RateLimit.Search)]
    public Task<IActionResult> FilterAuditRows(ListAuditRows.Query query) => ListAuditRows(query);

    [HttpGet("rows.csv"), Limited(RateLimit.Export)]
    public async Task<IActionResult> ExportAuditRows(ExportAuditRows.Query query)
    {
        var file = await Ask(query);
        return File(file.Csv, "text/csv; charset=utf-8", $"audit-{file.On:yyyy-MM-dd}.csv");
    }

    [HttpGet("accesses"), Limited(RateLimit.Search)]
    public async Task<IActionResult> ListAccesses(ListAccesses.Query query)
    {
        var none = new ListAccesses.Result(query.Number, null, clock.Today(), []);
        try
        {
            return await Submit(query, then: View, again: () => Task.FromResult<IActionResult>(View(none)));
        }
        catch (NotFoundException)
        {
            // A number of another region and an absent one read the same.
            ModelState.AddModelError(nameof(query.Number), T["There is no case with this number in your regions."]);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return View(none);
        }
    }
}
