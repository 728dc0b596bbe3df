using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Identity;
using CaseRegistry.Web.Infrastructure.Mediator;
using CaseRegistry.Web.Resources;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>The JSON API: the same messages as the pages, refusals as problem details (RFC 9457).</summary>
[ApiController]
[Authorize(AuthenticationSchemes = ApiKeyAuthentication.Scheme)]
[ApiRefusals]
public abstract class ApiController(IMediator mediator) : ControllerBase
{
    protected Task<TResult> Ask<TResult>(IRequest<TResult> message) => mediator.Send(message, HttpContext.RequestAborted);

    /// <summary>Sends a write, which is finished once it has begun.</summary>
    protected Task<TResult> Send<TResult>(IRequest<TResult> message) => mediator.Send(message, CancellationToken.None);

    /// <summary>Sends a write on a version. When that is stale, the answer holds what was sent and what is there now.</summary>
    protected async Task<IActionResult> Send<TResult, TNow>(
        IRequest<TResult> message,
        Func<TResult, IActionResult> then,
        Func<Task<TNow>> now
    )
    {
        try
        {
            return then(await Send(message));
        }
        catch (DbUpdateConcurrencyException)
        {
            return ApiRefusalsAttribute.Stale(HttpContext, message, await now());
        }
    }
}

/// <summary>Demands an Idempotency-Key on every write and turns refusals into problem details.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ApiRefusalsAttribute : ExceptionFilterAttribute, IActionFilter
{
    public const string IdempotencyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 100;

    public void OnActionExecuting(ActionExecutingContext context)
    {
        context.Result = WithoutKey(context.HttpContext);
        context.HttpContext.RequestServices.GetRequiredService<CurrentActor>().IdempotencyKey = KeyOf(context.HttpContext.Request);
    }

    public void OnActionExecuted(ActionExecutedContext context) { }

    public override void OnException(ExceptionContext context)
    {
        context.Result = context.Exception switch
        {
            PermissionDeniedException => Problem(context.HttpContext, 403, "The scope of this key does not allow that."),
            NotFoundException or Data.Interceptors.ForeignRegionException => Problem(context.HttpContext, 404, "Not found."),
            IdempotencyConflictException => Problem(context.HttpContext, 422, "This Idempotency-Key was used for another request."),
            RegisterBusyException => Problem(
                context.HttpContext,
                503,
                "The register is very busy. Send it again with the same key in a moment."
            ),
            DbUpdateConcurrencyException => Problem(context.HttpContext, 409, "Someone else changed this in the meantime."),
            RuleViolationException rule => Rule(context.HttpContext, rule.Rule),
            ValidationException invalid => Invalid(
                context.HttpContext,
                invalid.Errors.GroupBy(e => NameOf(e.PropertyName)).ToDictionary(g => g.Key, g => g.Select(e => e.ErrorMessage).ToArray())
            ),
            _ => null,
        };
        context.ExceptionHandled = context.Result is not null;
        if (context.Exception is RegisterBusyException)
        {
            RefusalsFilter.Busy(context.HttpContext.Response);
        }
    }

    /// <summary>Answer to a message that cannot be read: the fields, without internals; an id that is none is not there.</summary>
    public static IActionResult Unreadable(ActionContext context)
    {
        if (WithoutKey(context.HttpContext) is { } refusal)
        {
            return refusal;
        }

        if (context.ModelState.Any(e => e.Value?.Errors.Count > 0 && context.RouteData.Values.ContainsKey(e.Key)))
        {
            return Problem(context.HttpContext, StatusCodes.Status404NotFound, "Not found.");
        }

        var text = Texts(context.HttpContext);
        var errors = context
            .ModelState.Where(e => e.Value?.Errors.Count > 0)
            .GroupBy(e => NameOf(e.Key.TrimStart('$', '.')))
            .ToDictionary(g => g.Key, _ => new[] { text["This value cannot be read."].Value });
        return Invalid(context.HttpContext, errors);
    }

    /// <summary>Answer to a write on a version that is not there any more: both versions.</summary>
    public static IActionResult Stale(HttpContext http, object sent, object? current)
    {
        var problem = Details(http, 409, Texts(http)["Someone else changed this in the meantime."].Value);
        problem.Extensions["sent"] = sent;
        problem.Extensions["current"] = current;
        return Result(problem);
    }

    private static string? KeyOf(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? null : request.Headers[IdempotencyHeader].ToString();

    private static IActionResult? WithoutKey(HttpContext http) =>
        KeyOf(http.Request) is { Length: 0 or > MaxKeyLength }
            ? Problem(http, StatusCodes.Status400BadRequest, "Idempotency-Key is missing or longer than 100 characters.")
            : null;

    private static IActionResult Rule(HttpContext http, string rule)
    {
        var sentence = Texts(http)[rule].Value;
        var problem = Details(http, 422, sentence);
        problem.Extensions["rule"] = rule;
        return Result(problem);
    }

    private static IActionResult Invalid(HttpContext http, Dictionary<string, string[]> errors)
    {
        var problem = Details(http, 422, Texts(http)["The message was refused. See the errors per field."].Value);
        problem.Extensions["errors"] = errors;
        return Result(problem);
    }

    private static IActionResult Problem(HttpContext http, int status, string title) =>
        Result(Details(http, status, Texts(http)[title].Value));

    private static ProblemDetails Details(HttpContext http, int status, string title)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Title = title,
            Instance = http.Request.Path,
        };
        problem.Extensions["request_id"] = http.TraceIdentifier;
        return problem;
    }

    private static ObjectResult Result(ProblemDetails problem) =>
        new(problem) { StatusCode = problem.Status, ContentTypes = { "application/problem+json" } };

    private static IStringLocalizer<Texts> Texts(HttpContext http) => http.RequestServices.GetRequiredService<IStringLocalizer<Texts>>();

    private static string NameOf(string property) =>
        string.Join('.', property.Split('.').Select(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
