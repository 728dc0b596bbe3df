using CaseRegistry.Data;
using FluentValidation;
using MediatR;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Refuses a message whose shape is wrong, with every fault at once.</summary>
internal sealed class ValidateRequest<TRequest, TResult>(IEnumerable<IValidator<TRequest>> validators, CurrentActor actor)
    : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        foreach (var validator in validators)
        {
            var outcome = await validator.ValidateAsync(SentBy.Context(request, actor), cancellationToken);
            if (!outcome.IsValid)
            {
                throw new ValidationException(outcome.Errors);
            }
        }

        return await next();
    }
}

/// <summary>Who sends the message that is validated, for rules that depend on it.</summary>
internal static class SentBy
{
    private const string Key = "actor";

    public static ValidationContext<T> Context<T>(T message, CurrentActor actor) => new(message) { RootContextData = { [Key] = actor } };

    public static CurrentActor Actor<T>(this ValidationContext<T> context) => (CurrentActor)context.RootContextData[Key];
}
