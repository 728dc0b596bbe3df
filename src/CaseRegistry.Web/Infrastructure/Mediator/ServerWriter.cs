using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Writes on a database server: one transaction for each command, inside the database's own strategy for retries.</summary>
internal sealed class ServerWriter(IServiceScopeFactory scopes, AuditChain chain) : Writer
{
    public override async Task<T> Write<T>(DbContext db, Func<Task<T>> work, CancellationToken gaveUp, bool repeatable = true)
    {
        if (db.Database.CurrentTransaction is not null)
        {
            return await Save(db, work);
        }

        gaveUp.ThrowIfCancellationRequested();
        Exception? failure = null;
        try
        {
            var result = await db
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    if (repeatable)
                    {
                        // An attempt begins with nothing of what was there before it.
                        db.ChangeTracker.Clear();
                    }
                    else if (failure is not null)
                    {
                        // What was to be saved is gone with the first attempt: that failure is the answer.
                        throw new InvalidOperationException("The change was not saved; try again.", failure);
                    }

                    try
                    {
                        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
                        var outcome = await Save(db, work);
                        await transaction.CommitAsync(CancellationToken.None);
                        return outcome;
                    }
                    catch (Exception attempt)
                    {
                        failure = attempt;
                        throw;
                    }
                });
            chain.AnnounceUnsealed();
            return result;
        }
        catch
        {
            // What was refused must not be saved by a later message in the same scope.
            db.ChangeTracker.Clear();
            throw;
        }
    }

    public override async Task Record(AuditRow.Entry entry)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        await Write(db, () => Task.FromResult(db.AuditRows.Add(AuditRow.Of(entry))), CancellationToken.None);
    }
}
