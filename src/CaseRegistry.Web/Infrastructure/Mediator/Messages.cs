using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Changes the register: one message, one save, one transaction.</summary>
public interface ICommand<out TResult> : IRequest<TResult>;

/// <summary>Changes accounts, regions, lists or clients; cannot reach a case.</summary>
public interface IAdministrationCommand<out TResult> : ICommand<TResult>;

/// <summary>Changes periods, releases and what the national office works with; cannot reach a case.</summary>
public interface IMonitorCommand<out TResult> : ICommand<TResult>;

/// <summary>A command that says itself by what it is recognised when it is sent again under the same key.</summary>
public interface IRecognisable
{
    string Canonical();
}

/// <summary>A command whose answer is shown once: sent again under the same key it is refused, for the answer is not kept.</summary>
public interface IAnsweredOnce;

/// <summary>Asks, and changes nothing.</summary>
public interface IQuery<out TResult> : IRequest<TResult>;

/// <summary>Asks for case data, or something else of which every look is kept: its audit row is there before the answer is.</summary>
public interface IAuditedQuery<out TResult> : IQuery<TResult>;

/// <summary>A question about one case, which its audit row names.</summary>
public interface IAboutCase
{
    CaseId Id { get; }
}

/// <summary>A result that shows cases, which its audit rows name.</summary>
public interface IShowsCases
{
    IEnumerable<CaseId> ShownCases { get; }
}

/// <summary>Names the permission a message demands.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequiresAttribute(Permission permission) : Attribute
{
    public Permission Permission { get; } = permission;
}

/// <summary>The actor lacks a permission.</summary>
public sealed class PermissionDeniedException(Permission permission) : Exception($"Missing permission {permission}.");

/// <summary>The idempotency key was used before, for another request.</summary>
public sealed class IdempotencyConflictException() : Exception("The idempotency key was used for another request.");

/// <summary>What was asked for is not there, or not for this actor: both look alike.</summary>
public sealed class NotFoundException() : Exception("Not found.");
