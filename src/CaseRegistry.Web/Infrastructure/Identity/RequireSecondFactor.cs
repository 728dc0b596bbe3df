using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>
/// Outside a demonstration a session without second factor opens only the pages that set one up, and a session without
/// passkey of a role that needs one only the page that adds one.
/// </summary>
internal sealed class RequireSecondFactor(IHostEnvironment environment) : IMiddleware
{
    private const string AuthenticatorPage = "/account/authenticator";
    private const string PasskeyPage = "/account/passkeys";
    private const string SignOut = "/account/sign-out";
    private const string Session = "/account/session";
    private const string Resume = "/account/resume";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (
            environment.IsDevelopment()
            || context.User.Identity is not { IsAuthenticated: true, AuthenticationType: var scheme }
            || scheme != IdentityConstants.ApplicationScheme
            || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
        )
        {
            return next(context);
        }

        var needsPasskey = context.RequestServices.GetRequiredService<CurrentActor>().Roles.Any(Roles.NeedsPasskey);
        string[] open = needsPasskey
            ? context.User.HasPasskey()
                ? []
                : [PasskeyPage, SignOut, Session, Resume]
            : context.User.HasSecondFactor()
                ? []
                : [AuthenticatorPage, PasskeyPage, SignOut, Session, Resume];
        if (open.Length == 0 || open.Any(page => context.Request.Path.StartsWithSegments(page, StringComparison.Ordinal)))
        {
            return next(context);
        }

        context.Response.Redirect($"{context.Request.PathBase}{open[0]}");
        return Task.CompletedTask;
    }
}
