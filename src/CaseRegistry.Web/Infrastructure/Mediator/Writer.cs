using CaseRegistry.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>Too many writes wait already. Nothing was written; it can be sent again in a moment.</summary>
public sealed class RegisterBusyException() : Exception("The register is busy.")
{
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
}

/// <summary>The only place where anything is written: the work and ONE save, in one transaction with its audit rows.</summary>
internal abstract class Writer
{
    /// <param name="db">What the work changes; it is saved here.</param>
    /// <param name="work">Loads, asks, changes; does not save.</param>
    /// <param name="gaveUp">Drops the work as long as it has not begun; what has begun is finished.</param>
    /// <param name="repeatable">False: the work saves what was tracked before, so that it cannot be done again after a failure.</param>
    /// <exception cref="RegisterBusyException">Too much is waiting; nothing was written.</exception>
    public abstract Task<T> Write<T>(DbContext db, Func<Task<T>> work, CancellationToken gaveUp, bool repeatable = true);

    /// <summary>Adds an audit row of its own; committed when it returns.</summary>
    public abstract Task Record(AuditRow.Entry entry);

    protected static async Task<T> Save<T>(DbContext db, Func<Task<T>> work)
    {
        var result = await work();
        await db.SaveChangesAsync(CancellationToken.None);
        return result;
    }
}
