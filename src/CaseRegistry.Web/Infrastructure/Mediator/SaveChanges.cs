using System.Text;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Domain.Shared;
using CaseRegistry.Web.Infrastructure.Encryption;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>One command is one save. A command that was sent before under the same key gets its first answer and changes nothing.</summary>
internal sealed class SaveChanges<TRequest, TResult>(
    RegistryDbContext registry,
    AdministrationDbContext administration,
    MonitorDbContext monitor,
    Writer writer,
    AuditChain chain,
    CurrentActor actor,
    KeyRing keys,
    CaseKeys caseKeys,
    TimeProvider clock
) : IPipelineBehavior<TRequest, TResult>
    where TRequest : ICommand<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        DbContext db = request switch
        {
            IAdministrationCommand<TResult> => administration,
            IMonitorCommand<TResult> => monitor,
            _ => registry,
        };
        // On a server a commit can succeed although its answer is lost: a key finds that out when the work is tried again.
        var key = actor.IdempotencyKey ?? (chain.HasOneWriter ? null : $"attempt:{Guid.CreateVersion7():N}");
        var attempts = 0;
        async Task<TResult> Write()
        {
            var result = await writer.Write(
                db,
                () =>
                {
                    caseKeys.KeepSpent();
                    return key is null ? next() : Once(db, request, key, isFirst: attempts++ == 0, next, cancellationToken);
                },
                actor.GaveUp
            );
            await caseKeys.DestroySpent();
            return result;
        }

        try
        {
            return await Write();
        }
        catch (DbUpdateException collided) when (collided is not DbUpdateConcurrencyException && !chain.HasOneWriter)
        {
            // Somebody wrote the same key, reference or name a moment earlier. It is seen now, and answered as such.
            attempts = 0;
            return await Write();
        }
    }

    private async Task<TResult> Once(
        DbContext db,
        TRequest request,
        string key,
        bool isFirst,
        RequestHandlerDelegate<TResult> next,
        CancellationToken cancellationToken
    )
    {
        actor.WasReplayed = false;
        var content = request is IRecognisable known ? known.Canonical() : JsonSerializer.Serialize(request, Json.Options);
        var bytes = Encoding.UTF8.GetBytes(content);
        var requests = db.Set<IdempotentRequest>();
        var holder = actor.IdempotencyHolder;
        var earlier = await requests.AsNoTracking().SingleOrDefaultAsync(r => r.Actor == holder && r.Key == key, cancellationToken);
        if (earlier is not null)
        {
            actor.WasReplayed = isFirst;
            return !earlier.IsForgotten && earlier.Action == actor.Action && keys.IsTag(earlier.RequestTag, bytes)
                ? JsonSerializer.Deserialize<TResult>(keys.Unprotect(earlier.Response, IdempotentRequest.ResponsePurpose), Json.Options)!
                : throw new IdempotencyConflictException();
        }

        var result = await next();
        var response =
            request is IAnsweredOnce && result is not null
                ? []
                : keys.Protect(JsonSerializer.SerializeToUtf8Bytes(result, Json.Options), IdempotentRequest.ResponsePurpose);
        requests.Add(new(holder, key, actor.Action, keys.Tag(bytes), response, clock.GetUtcNow()) { CaseId = OnlyCase(db) });
        return result;
    }

    private static Guid? OnlyCase(DbContext db) =>
        db.ChangeTracker.Entries<ICaseData>().Select(e => e.Entity.CaseId.Value).Distinct().Take(2).ToList() is [var only] ? only : null;
}
