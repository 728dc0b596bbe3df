using System.Text;
using System.Text.Json;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Web.Infrastructure.Encryption;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Writes: one unit of work, one transaction, inside the database's own strategy for retries.</summary>
/// <remarks>SQLite has one writer at a time: whoever waits here does not sleep on its lock.</remarks>
internal sealed class Writer(IConfiguration configuration) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly bool _oneAtATime = configuration.Provider() == Database.Sqlite;

    public async Task<T> Write<T>(DbContext db, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            return await Save(db, work);
        }

        if (_oneAtATime)
        {
            await _turn.WaitAsync(cancellationToken);
        }

        try
        {
            return await db
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    // A retry begins with nothing of the attempt before it.
                    db.ChangeTracker.Clear();
                    await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
                    var result = await Save(db, work);
                    await transaction.CommitAsync(CancellationToken.None);
                    return result;
                });
        }
        catch
        {
            // What was refused must not be saved by a later message in the same scope.
            db.ChangeTracker.Clear();
            throw;
        }
        finally
        {
            if (_oneAtATime)
            {
                _turn.Release();
            }
        }
    }

    public void Dispose() => _turn.Dispose();

    private static async Task<T> Save<T>(DbContext db, Func<Task<T>> work)
    {
        var result = await work();
        await db.SaveChangesAsync(CancellationToken.None);
        return result;
    }
}

/// <summary>One command is one save. A command that was sent before under the same key gets its first answer and changes nothing.</summary>
internal sealed class SaveChanges<TRequest, TResult>(
    RegistryDbContext registry,
    AdministrationDbContext administration,
    Writer writer,
    CurrentActor actor,
    KeyRing keys,
    TimeProvider clock
) : IPipelineBehavior<TRequest, TResult>
    where TRequest : ICommand<TResult>
{
    public Task<TResult> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResult> next)
    {
        DbContext db = request is IAdministrationCommand<TResult> ? administration : registry;
        return writer.Write(
            db,
            () => actor.IdempotencyKey is { } key ? Once(db, request, key, next, cancellationToken) : next(),
            cancellationToken
        );
    }

    private async Task<TResult> Once(
        DbContext db,
        TRequest request,
        string key,
        RequestHandlerDelegate<TResult> next,
        CancellationToken cancellationToken
    )
    {
        actor.WasReplayed = false;
        var content = request is IRecognisable known ? known.Canonical() : JsonSerializer.Serialize(request, Json.Options);
        var tag = keys.Tag(Encoding.UTF8.GetBytes(content));
        var requests = db.Set<IdempotentRequest>();
        var earlier = await requests.AsNoTracking().SingleOrDefaultAsync(r => r.Actor == actor.Id && r.Key == key, cancellationToken);
        if (earlier is not null)
        {
            actor.WasReplayed = true;
            return earlier.Action == actor.Action && earlier.RequestTag.AsSpan().SequenceEqual(tag)
                ? JsonSerializer.Deserialize<TResult>(keys.Unprotect(earlier.Response, IdempotentRequest.ResponsePurpose), Json.Options)!
                : throw new IdempotencyConflictException();
        }

        var result = await next();
        var response = keys.Protect(JsonSerializer.SerializeToUtf8Bytes(result, Json.Options), IdempotentRequest.ResponsePurpose);
        requests.Add(new(actor.Id, key, actor.Action, tag, response, clock.GetUtcNow()));
        return result;
    }
}

/// <summary>Audit rows of what is not a write: looks, refusals, signing in and out.</summary>
public sealed class AuditLog
{
    private readonly AdministrationDbContext _db;
    private readonly Writer _writer;
    private readonly CurrentActor _actor;
    private readonly AppendAudit _audit;

    internal AuditLog(AdministrationDbContext db, Writer writer, CurrentActor actor, AppendAudit audit) =>
        (_db, _writer, _actor, _audit) = (db, writer, actor, audit);

    /// <summary>Committed when it returns; not cancelled when the asker goes away.</summary>
    public Task Record(string outcome, Guid? caseId = null, string? region = null, string? detail = null) =>
        _writer.Write(
            _db,
            async () =>
            {
                await AppendAudit.Append(_db, [_audit.Entry(_actor, outcome, caseId, region, detail)], CancellationToken.None);
                return true;
            },
            CancellationToken.None
        );
}
