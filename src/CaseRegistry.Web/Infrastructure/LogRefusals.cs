using CaseRegistry.Data;
using Microsoft.AspNetCore.Routing;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>
/// Writes down in the log of the application which requests were refused for what they held: forged, invalid, against a rule, too
/// often. By the pattern of the route and the pseudonym of the sender; nothing of what was sent.
/// </summary>
internal sealed class LogRefusals(CurrentActor actor, ILogger<LogRefusals> log) : IMiddleware
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var status = context.Response.StatusCode;
        if (status is >= 400 and < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound))
        {
            log.LogInformation(
                "Refused with {Status}: {Method} {Route} of {Actor} from {Origin}, request {Request}",
                status,
                context.Request.Method,
                (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText,
                actor.Id,
                context.Connection.RemoteIpAddress,
                context.TraceIdentifier
            );
        }
    }
}
