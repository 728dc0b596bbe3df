using System.Data.Common;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using CaseRegistry.Data;
using CaseRegistry.Domain.Audit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseRegistry.Web.Infrastructure.Mediator;

/// <summary>
/// The only writer of a SQLite register. Commands take turns inside one shared transaction, each in a savepoint of its own,
/// so that many of them cost one flush to disk; nobody is answered before that flush. The head of the audit chain is kept
/// here during the transaction, so that the row of a look costs no flush of its own either.
/// </summary>
internal sealed class SingleWriter(IServiceScopeFactory scopes, AuditChain chain, ILogger<SingleWriter> log)
    : Writer,
        IAsyncDisposable,
        IDisposable
{
    private const int MaxTurnsPerCommit = 256;
    private const int MaxWaiting = 2048;

    private static readonly AsyncLocal<Turn?> Current = new();

    private readonly Channel<Turn> _waiting = Channel.CreateBounded<Turn>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly Lock _starting = new();
    private Task? _loop;

    public override async Task<T> Write<T>(DbContext db, Func<Task<T>> work, CancellationToken gaveUp, bool repeatable = true)
    {
        // Inside a turn already: queueing would wait for itself.
        if (Current.Value is { } turn)
        {
            return await turn.Join(db, work);
        }

        T? result = default;
        await Queue(
            new(
                db,
                async () =>
                {
                    if (repeatable)
                    {
                        // The turn begins with nothing of what was read before it.
                        db.ChangeTracker.Clear();
                    }

                    result = await Save(db, work);
                },
                gaveUp
            )
        );
        return result!;
    }

    public override Task Record(AuditRow.Entry entry)
    {
        if (Current.Value is not null)
        {
            throw new InvalidOperationException("A row of its own would not share the fate of the turn: let the save add it.");
        }

        return Queue(new(entry));
    }

    /// <summary>What waits is still written; nothing new is taken.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await (_loop ?? Task.CompletedTask);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Task Queue(Turn turn)
    {
        if (!_waiting.Writer.TryWrite(turn))
        {
            throw new RegisterBusyException();
        }

        if (_loop is null)
        {
            lock (_starting)
            {
                // Not in the context of whoever happens to come first.
                using (ExecutionContext.SuppressFlow())
                {
                    _loop ??= Task.Run(Loop);
                }
            }
        }

        return turn.Written;
    }

    private async Task Loop()
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            try
            {
                // A context of its own, whose connection stays open between commits; after a failure a new one.
                await using var scope = scopes.CreateAsyncScope();
                var own = scope.ServiceProvider.GetRequiredService<AdministrationDbContext>();
                while (await _waiting.Reader.WaitToReadAsync() && await TryCommit(own)) { }
            }
            catch (Exception failure)
            {
                // Without a loop everybody would wait for ever: whoever is first in line is told, and it goes on.
                log.LogError(failure, "The writer could not begin.");
                if (_waiting.Reader.TryRead(out var first))
                {
                    first.Finish(failure);
                }
            }
        }
    }

    private async Task<bool> TryCommit(AdministrationDbContext own)
    {
        var batch = new List<Turn>();
        Exception? lost = null;
        try
        {
            await own.Database.OpenConnectionAsync();
            await using var transaction = await own.Database.BeginTransactionAsync();
            // Read again each time: another process may have written.
            var head = await own.AuditHeads.SingleOrDefaultAsync() ?? own.AuditHeads.Add(AuditHead.Start()).Entity;
            var connection = own.Database.GetDbConnection();
            chain.Keep(connection, head);
            while (batch.Count < MaxTurnsPerCommit && _waiting.Reader.TryRead(out var turn))
            {
                batch.Add(turn);
                if (turn.Entry is { } entry)
                {
                    own.AuditRows.Add(head.Append(entry));
                }
                else
                {
                    await Take(turn, connection, transaction, head);
                }
            }

            await own.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (Exception failure)
        {
            lost = failure;
            // Not even begun: the first in line is told, or this would fail in silence for ever.
            if (batch.Count == 0 && _waiting.Reader.TryRead(out var first))
            {
                batch.Add(first);
            }

            log.LogError(failure, "{Count} writes were not written.", batch.Count);
        }
        finally
        {
            chain.Keep(null, null);
            own.ChangeTracker.Clear();
        }

        // Refusals too wait for the commit: they may rest on a neighbour's row that only now is certain.
        batch.ForEach(turn => turn.Finish(lost));
        return lost is null;
    }

    private static async Task Take(Turn turn, DbConnection connection, IDbContextTransaction transaction, AuditHead head)
    {
        if (turn.GaveUp)
        {
            turn.Refusal = new OperationCanceledException();
            return;
        }

        var (sequence, hash) = (head.Sequence, head.Hash);
        await transaction.CreateSavepointAsync(nameof(Turn));
        try
        {
            await turn.Run(connection, transaction.GetDbTransaction());
        }
        catch (Exception refusal)
        {
            turn.Refusal = refusal;
            head.Return(sequence, hash);
            // Throws when SQLite has rolled back everything by itself (disk full, I/O error): then the whole batch is lost and
            // ends here, or a next turn would commit on its own.
            await transaction.RollbackToSavepointAsync(nameof(Turn));
        }

        // ROLLBACK TO leaves the savepoint standing.
        await transaction.ReleaseSavepointAsync(nameof(Turn));
    }

    private sealed class Turn
    {
        private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<DbContext> _contexts = [];
        private readonly DbContext? _db;
        private readonly Func<Task>? _work;
        private readonly ExecutionContext? _caller;
        private readonly CancellationToken _gaveUp;
        private DbConnection? _connection;
        private DbTransaction? _transaction;

        public Turn(DbContext db, Func<Task> work, CancellationToken gaveUp) =>
            (_db, _work, _gaveUp, _caller) = (db, work, gaveUp, ExecutionContext.Capture());

        /// <summary>Only an audit row.</summary>
        public Turn(AuditRow.Entry entry) => Entry = entry;

        public AuditRow.Entry? Entry { get; }
        public Exception? Refusal { get; set; }
        public bool GaveUp => _gaveUp.IsCancellationRequested;
        public Task Written => _written.Task;

        // As the caller: language, request and trace live in the execution context.
        public Task Run(DbConnection connection, DbTransaction transaction)
        {
            (_connection, _transaction) = (connection, transaction);
            if (_caller is null)
            {
                return Begin();
            }

            var running = Task.CompletedTask;
            ExecutionContext.Run(_caller, _ => running = Begin(), null);
            return running;
        }

        /// <summary>Work on another context, or further work on the same one, as part of this turn.</summary>
        public async Task<T> Join<T>(DbContext db, Func<Task<T>> work)
        {
            if (_contexts.Contains(db))
            {
                return await Save(db, work);
            }

            T? result = default;
            await RunOn(db, async () => result = await Save(db, work));
            return result!;
        }

        public void Finish(Exception? lost)
        {
            if ((lost ?? Refusal) is not { } failure)
            {
                _written.SetResult();
                return;
            }

            // Or a next save in this scope would write the refused rows again.
            _contexts.ForEach(db => db.ChangeTracker.Clear());
            _written.SetException(failure);
        }

        private Task Begin()
        {
            Current.Value = this;
            return RunOn(_db!, _work!);
        }

        private async Task RunOn(DbContext db, Func<Task> work)
        {
            Exception? failedSave = null;
            void Remember(object? sender, SaveChangesFailedEventArgs failed) => failedSave = failed.Exception;
            var own = db.Database.GetDbConnection();
            _contexts.Add(db);
            db.Database.SetDbConnection(_connection);
            // The turn is the savepoint.
            db.Database.AutoSavepointsEnabled = false;
            db.SaveChangesFailed += Remember;
            try
            {
                await using var joined = await db.Database.UseTransactionAsync(_transaction);
                await work();
                // Identity swallows conflicts, but half a save must not stay: a failed save always ends the turn.
                if (failedSave is not null)
                {
                    ExceptionDispatchInfo.Throw(failedSave);
                }
            }
            finally
            {
                db.SaveChangesFailed -= Remember;
                db.Database.AutoSavepointsEnabled = true;
                db.Database.SetDbConnection(own, contextOwnsConnection: true);
            }
        }
    }
}
