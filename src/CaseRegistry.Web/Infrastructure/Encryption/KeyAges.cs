using CaseRegistry.Web.Infrastructure.Audit;
using CaseRegistry.Web.Infrastructure.Releases;

namespace CaseRegistry.Web.Infrastructure.Encryption;

/// <summary>Keys in files do not end by themselves: whoever is to replace them is told when their term is over.</summary>
internal sealed class KeyAges(MasterKeys masters, AnchorKey anchors, ReleaseKey releases, TimeProvider clock, ILogger<KeyAges> log)
{
    /// <summary>As docs/operations.md promises.</summary>
    public static readonly TimeSpan Term = TimeSpan.FromDays(365);

    /// <summary>Those that are older than their term.</summary>
    public IReadOnlyList<AgedKey> Overdue()
    {
        var before = clock.GetUtcNow() - Term;
        return
        [
            .. new AgedKey[]
            {
                new("MasterKey", masters.NewestAt),
                new("AnchorKey", anchors.MadeAt),
                new("ReleaseKey", releases.MadeAt),
            }.Where(k => k.Since < before),
        ];
    }

    public void Warn()
    {
        foreach (var key in Overdue())
        {
            log.LogWarning(
                "{Key} is in use since {Since:yyyy-MM-dd}, longer than its term of {Days} days: see docs/operations.md.",
                key.Name,
                key.Since,
                Term.Days
            );
        }
    }
}

/// <param name="Name">MasterKey, AnchorKey or ReleaseKey.</param>
/// <param name="Since">When it was made.</param>
internal sealed record AgedKey(string Name, DateTimeOffset? Since);
