using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using CaseRegistry.Domain.Audit;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>
/// On a database server: gives audit rows their place in the chain, in the order in which they arrived, right after their
/// commit. Writers need not wait for each other that way; a row that is not sealed yet is counted as such by <c>audit verify</c>.
/// </summary>
internal sealed class SealAuditRows : BackgroundService
{
    private const int RowsAtOnce = 500;
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly IServiceScopeFactory _scopes;
    private readonly AuditChain _chain;
    private readonly ILogger<SealAuditRows> _log;

    public SealAuditRows(IServiceScopeFactory scopes, AuditChain chain, ILogger<SealAuditRows> log)
    {
        (_scopes, _chain, _log) = (scopes, chain, log);
        chain.Unsealed += Wake;
    }

    /// <summary>Seals what is there. Not where one writer seals at once: a row without a seal was not written by the register then.</summary>
    public async Task Seal(CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
        var writer = scope.ServiceProvider.GetRequiredService<Writer>();
        while (await db.AuditRows.AnyAsync(r => r.Sequence == null, cancellationToken))
        {
            await writer.Write(db, () => SealFirst(db, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Seals the rows that arrived first; the head is locked, so that two processes do not fork the chain.</summary>
    internal static async Task<int> SealFirst(AdministrationDbContext db, CancellationToken cancellationToken)
    {
        await AppendAudit.LockHead(db, cancellationToken);
        var head =
            await db.AuditHeads.SingleOrDefaultAsync(h => h.Id == AuditHead.OnlyId, cancellationToken)
            ?? db.AuditHeads.Add(AuditHead.Start()).Entity;
        var rows = await db.AuditRows.Where(r => r.Sequence == null).OrderBy(r => r.Id).Take(RowsAtOnce).ToListAsync(cancellationToken);
        rows.ForEach(head.Seal);
        return rows.Count;
    }

    private void Wake()
    {
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // It knows already.
        }
    }

    public override void Dispose()
    {
        _chain.Unsealed -= Wake;
        _work.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!_chain.HasOneWriter && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Seal(stoppingToken);
                await _work.WaitAsync(LookAround, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure)
            {
                _log.LogError(failure, "Audit rows wait for their seal.");
                await Task.Delay(LookAround, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }
}
