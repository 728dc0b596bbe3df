using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;

namespace CaseRegistry.Web.Infrastructure.Identity;

/// <summary>Outside a demonstration a session without second factor opens one page: the one that sets up the authenticator.</summary>
internal sealed class RequireSecondFactor(IHostEnvironment environment) : IMiddleware
{
    public const string SetUpPage = "/account/authenticator";

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var hasPasswordOnly =
            context.User.Identity is { IsAuthenticated: true } identity
            && identity.AuthenticationType == IdentityConstants.ApplicationScheme
            && !context.User.HasSecondFactor();
        if (
            !hasPasswordOnly
            || environment.IsDevelopment()
            || context.Request.Path.StartsWithSegments(SetUpPage, StringComparison.Ordinal)
            || context.Request.Path.StartsWithSegments("/account/sign-out", StringComparison.Ordinal)
            || context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null
        )
        {
            return next(context);
        }

        context.Response.Redirect($"{context.Request.PathBase}{SetUpPage}");
        return Task.CompletedTask;
    }
}
