namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>
/// Keys made ahead, many in one commit, so that a registration waits for no flush of the key store. More are made the more
/// are asked for. What is left when the process ends is swept.
/// </summary>
internal sealed class KeyPool(KeyStore store, TimeProvider clock) : IDisposable
{
    private const int Fewest = 4;
    private const int Most = 256;

    /// <summary>Far below the age at which a key without a case is swept, and by the same clock: a machine may have slept.</summary>
    private static readonly TimeSpan Shelf = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _turn = new(1);
    private Queue<MadeKey> _keys = [];
    private DateTimeOffset _madeAt;
    private int _next = Fewest;

    public async Task<MadeKey> Take()
    {
        await _turn.WaitAsync();
        try
        {
            if (_keys.Count == 0 || (clock.GetUtcNow() - _madeAt).Duration() > Shelf)
            {
                _madeAt = clock.GetUtcNow();
                _keys = new(await store.Make(_next));
                _next = Math.Min(_next * 2, Most);
            }

            return _keys.Dequeue();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
