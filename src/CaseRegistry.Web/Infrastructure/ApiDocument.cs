using Microsoft.AspNetCore.Builder;
using Scalar.AspNetCore;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>The OpenAPI document, which tells no secret and so needs no key, and a page to read it in Development.</summary>
internal static class ApiDocument
{
    // Scalar brings scripts and styles of its own: a policy for that page alone, on a development machine alone.
    private const string ScalarPolicy = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data:; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
        if (app.Environment.IsDevelopment())
        {
            app.MapScalarApiReference("/api/docs", options => options.WithOpenApiRoutePattern("/api/{documentName}/openapi.json"))
                .AllowAnonymous()
                .AddEndpointFilter(
                    async (context, next) =>
                    {
                        context.HttpContext.Response.Headers.ContentSecurityPolicy = ScalarPolicy;
                        return await next(context);
                    }
                );
        }
    }
}
