using System.Reflection;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Knows what the current actor may do. A request that names no permission is refused for everyone.</summary>
public sealed class Permissions(CurrentActor actor, AuditLog audit)
{
    /// <summary>A refusal leaves its audit row.</summary>
    /// <exception cref="PermissionDeniedException">The actor may not send this message.</exception>
    public async Task Demand(Type request)
    {
        actor.Action = request.DeclaringType?.Name ?? request.Name;
        var required =
            request.GetCustomAttribute<RequiresAttribute>()?.Permission
            ?? throw new InvalidOperationException($"{request} has no [Requires].");

        if (!actor.May(required))
        {
            await audit.Record("denied");
            throw new PermissionDeniedException(required);
        }
    }
}

internal sealed class RequirePermission<TRequest, TResult>(Permissions permissions, AuditLog audit) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        await permissions.Demand(typeof(TRequest));
        try
        {
            return await next();
        }
        catch (Exception missed) when (missed is NotFoundException or ForeignRegionException)
        {
            // Probing for what is elsewhere leaves its trace, reads and writes alike.
            await audit.Record("not_found", detail: typeof(TRequest).GetProperty("Id")?.GetValue(request)?.ToString());
            throw;
        }
    }
}
