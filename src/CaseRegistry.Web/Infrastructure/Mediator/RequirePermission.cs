using System.Reflection;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Knows what the current actor may do. A request that names no permission is refused for everyone.</summary>
public sealed class Permissions(CurrentActor actor)
{
    public void Demand<TRequest>() => Demand(typeof(TRequest));

    public void Demand(Type request)
    {
        var required =
            request.GetCustomAttribute<RequiresAttribute>()?.Permission
            ?? throw new InvalidOperationException($"{request} has no [Requires].");

        if (!actor.May(required))
        {
            throw new PermissionDeniedException(required);
        }
    }
}

internal sealed class RequirePermission<TRequest, TResult>(Permissions permissions, CurrentActor actor, AuditLog audit)
    : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        actor.Action = typeof(TRequest).DeclaringType?.Name ?? typeof(TRequest).Name;
        try
        {
            permissions.Demand<TRequest>();
        }
        catch (PermissionDeniedException)
        {
            await audit.Record("denied");
            throw;
        }

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
