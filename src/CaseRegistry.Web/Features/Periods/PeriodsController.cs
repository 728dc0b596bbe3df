using CaseRegistry.Web.Infrastructure;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace CaseRegistry.Web.Features.Periods;

/// <summary>Quarters: regions hand in their counts, the national office accepts or returns them.</summary>
[Route("periods")]
public sealed class PeriodsController(IMediator mediator) : FeatureController(mediator)
{
    [HttpGet("")]
    public async Task<IActionResult> ListPeriods(ListPeriods.Query query) => View(await Ask(query));

    [HttpPost("complete")]
    public Task<IActionResult> CompletePeriods(CompletePeriods.Command command) =>
        Submit(
            command,
            then: _ => Done(nameof(ListPeriods), "The counts were handed in."),
            again: async () =>
                command.Periods is [var only] && RegionQuarter.TryParse(only, out var period)
                    ? View(nameof(ViewPeriod), await Ask(new ViewPeriod.Query(period.Region, period.Quarter.ToString())))
                    : View(nameof(ListPeriods), await Ask(new ListPeriods.Query(YearOf(command))))
        );

    [HttpGet("{region}/{quarter}")]
    public async Task<IActionResult> ViewPeriod(string region, string quarter) => View(await Ask(new ViewPeriod.Query(region, quarter)));

    [HttpGet("versions")]
    public async Task<IActionResult> ListVersions(ListVersions.Query query) => View(await Ask(query));

    [HttpPost("versions/accept")]
    public Task<IActionResult> AcceptPeriods(AcceptPeriods.Command command) =>
        Submit(
            command,
            then: _ => Done(nameof(ListVersions), "The counts were accepted."),
            again: async () => View(nameof(ListVersions), await Ask(new ListVersions.Query()))
        );

    [HttpGet("versions/{id:guid}")]
    public async Task<IActionResult> ViewVersion(Guid id) => View(await Ask(new ViewVersion.Query(id)));

    [HttpPost("versions/{id:guid}/return")]
    public Task<IActionResult> ReturnPeriod(ReturnPeriod.Command command) =>
        Submit(
            command,
            then: _ => Done(nameof(ListVersions), "The region was asked."),
            again: async () => View(nameof(ViewVersion), await Ask(new ViewVersion.Query(command.Id)))
        );

    private static int? YearOf(CompletePeriods.Command command) =>
        RegionQuarter.TryParse(command.Periods.FirstOrDefault(), out var period) ? period.Quarter.Year : null;

    private RedirectToActionResult Done(string action, string text)
    {
        Confirm(text);
        return RedirectToAction(action);
    }
}
