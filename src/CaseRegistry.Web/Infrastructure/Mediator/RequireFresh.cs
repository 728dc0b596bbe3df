using System.Reflection;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure.Identity;
using MediatR;
using Microsoft.Extensions.Options;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>A sensitive message: its sender showed a factor a few minutes ago at most. Systems and the operator have no session to confirm.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresFreshAttribute : Attribute
{
    /// <summary>Name of a property of the message that says whether it is sensitive; null for always.</summary>
    public string? When { get; init; }

    public bool Applies(object message) => When is null || message.GetType().GetProperty(When)?.GetValue(message) is true;
}

/// <summary>A factor has to be shown first.</summary>
public sealed class FreshFactorRequiredException() : Exception("A factor has to be shown first.");

/// <summary>Knows whether the sender of a message showed a factor recently enough for it.</summary>
internal sealed class Freshness(CurrentActor actor, CurrentSession session, IOptions<SessionSettings> settings, TimeProvider clock)
{
    public void Demand(object message)
    {
        if (
            actor.AccountId is not null
            && message.GetType().GetCustomAttribute<RequiresFreshAttribute>()?.Applies(message) is true
            && session.ConfirmedAt + settings.Value.Fresh <= clock.GetUtcNow()
        )
        {
            throw new FreshFactorRequiredException();
        }
    }
}

internal sealed class RequireFresh<TRequest, TResult>(Freshness freshness) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        freshness.Demand(request);
        return next();
    }
}
