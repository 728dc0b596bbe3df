using System.Data.Common;
using System.Globalization;
using System.Text;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Features.Errors;

/// <summary>Where browsers tell what the content policy stopped.</summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ReportsController(IMediator mediator) : Controller
{
    [NoActivity, HttpPost(SecurityHeaders.ReportsPath), Limited(RateLimit.Report), RequestSizeLimit(ReportViolation.MaxBytes)]
    public async Task<IActionResult> Report()
    {
        var buffer = new byte[ReportViolation.MaxBytes + 1];
        var read = await Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, HttpContext.RequestAborted);
        if (read is 0 or > ReportViolation.MaxBytes)
        {
            return StatusCode(read == 0 ? StatusCodes.Status400BadRequest : StatusCodes.Status413PayloadTooLarge);
        }

        await mediator.Send(new ReportViolation.Command(Encoding.UTF8.GetString(buffer, 0, read)), CancellationToken.None);
        return NoContent();
    }
}

/// <summary>What people and systems see when something cannot be done: a sentence, never internals.</summary>
[AllowAnonymous]
[DisableRateLimiting]
[IgnoreAntiforgeryToken]
[ApiExplorerSettings(IgnoreApi = true)]
public sealed class ErrorsController(IStringLocalizer<Texts> text) : Controller
{
    private static readonly int[] Known = [400, 401, 403, 404, 409, 413, 429, 500, 503];

    [Route("/error/{status:int}")]
    public IActionResult Show()
    {
        var shown =
            DatabaseIsAway || IsBusy ? StatusCodes.Status503ServiceUnavailable
            : Failure is BadHttpRequestException unreadable ? unreadable.StatusCode
            : StatusInAddress;
        Response.StatusCode = shown;
        if (IsBusy)
        {
            RefusalsFilter.Busy(Response);
        }

        var key = Known.Contains(shown) ? shown : 400;
        if (OriginalPath.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            var problem = new ProblemDetails
            {
                Status = shown,
                Title = text[$"Error.{key}.Title"],
                Detail = text[$"Error.{key}.Message"],
                Instance = OriginalPath,
            };
            problem.Extensions["request_id"] = HttpContext.TraceIdentifier;
            return new ObjectResult(problem) { StatusCode = shown, ContentTypes = { "application/problem+json" } };
        }

        ViewData["Title"] = text[$"Error.{key}.Title"].Value;
        ViewData["Message"] = text[$"Error.{key}.Message"].Value;
        return View("Error");
    }

    /// <summary>An address of the API that is not there is no reason to show a system the sign-in page.</summary>
    [Route("/api/{**rest}")]
    public IActionResult NoSuchAddress() => NotFound();

    // Not a parameter: to fill it in, the form would be read that could not be read.
    private int StatusInAddress => int.Parse((string)RouteData.Values["status"]!, CultureInfo.InvariantCulture);

    private PathString OriginalPath =>
        HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
        ?? HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path
        ?? Request.Path;

    private Exception? Failure => HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error.GetBaseException();

    private bool DatabaseIsAway => Failure is DbException;

    private bool IsBusy => Failure is RegisterBusyException;
}
