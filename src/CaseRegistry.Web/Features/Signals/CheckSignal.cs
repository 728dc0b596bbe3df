using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Cases;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Victims;
using CaseRegistry.Web.Infrastructure;
using CaseRegistry.Web.Infrastructure.Encryption;
using CaseRegistry.Web.Infrastructure.Mediator;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Features.Signals;

/// <summary>Tells what registering a signal would do, without doing it: the dry run of an import.</summary>
public static class CheckSignal
{
    [Requires(Permission.RegisterSignals)]
    public sealed record Query(RegisterSignal.Command Signal) : IQuery<Result>;

    /// <param name="AlreadyRegistered">It would be skipped.</param>
    public sealed record Result(bool AlreadyRegistered);

    internal sealed class Handler(
        RegistryDbContext db,
        CaseKeys keys,
        CurrentActor actor,
        IValidator<RegisterSignal.Command> validator,
        TimeProvider clock
    ) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken cancellationToken)
        {
            var signal = query.Signal;
            if (await validator.ValidateAsync(SentBy.Context(signal, actor), cancellationToken) is { IsValid: false } faulty)
            {
                throw new ValidationException(faulty.Errors);
            }

            if (
                await RegisterSignal.FindEarlier(db, keys, actor, signal, cancellationToken) is not null
                || actor.IdempotencyKey is { } key
                    && await db.IdempotentRequests.AnyAsync(r => r.Actor == actor.IdempotencyHolder && r.Key == key, cancellationToken)
            )
            {
                return new(AlreadyRegistered: true);
            }

            // The rules of the entity, on a case that is thrown away.
            var thrownAway = new CaseKey(CaseId.New(), 1, new byte[32]);
            Case.Register(
                "",
                "",
                PersonId.New(),
                thrownAway,
                signal.ToSignal(organisation: null),
                signal.ToPerson(),
                signal.ToMinority(),
                signal.ToExploitations(),
                signal.ToTechnology(),
                actor.Id,
                clock.GetUtcNow()
            );
            return new(AlreadyRegistered: false);
        }
    }
}
