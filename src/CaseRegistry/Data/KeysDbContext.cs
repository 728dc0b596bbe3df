using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>
/// A key that is wrapped by a key-encryption key: the data key of a case, draft or import, or the register's own. A destroyed
/// one keeps its row without its bytes, so that a restored backup of the database knows that it was erased.
/// </summary>
public sealed class WrappedKey(Guid id, int version, int masterVersion, byte[] wrapped, DateTimeOffset createdAt)
{
    /// <summary>Names the key that protects what the register keeps for itself: secrets of second factors, stored answers, keys of cookies.</summary>
    public static readonly Guid OfRegister = new("0f7c1a52-6a0e-4d3a-9a35-5d1d6c7e4b10");

    public Guid Id { get; private set; } = id;
    public int Version { get; private set; } = version;
    public int MasterVersion { get; private set; } = masterVersion;
    public byte[] Wrapped { get; private set; } = wrapped;
    public DateTimeOffset CreatedAt { get; private set; } = createdAt;
    public DateTimeOffset? DestroyedAt { get; private set; }

    /// <summary>What the wrapped bytes are bound to besides the version of the key that wrapped them.</summary>
    public string BoundTo => BoundOf(Id, Version);

    public static string BoundOf(Guid id, int version) => $"WrappedKeys|Wrapped|{id}|{version}";

    public void Rewrap(int masterVersion, byte[] wrapped) => (MasterVersion, Wrapped) = (masterVersion, wrapped);

    public void Destroy(DateTimeOffset now) => (Wrapped, DestroyedAt) = ([], DestroyedAt ?? now);
}

/// <summary>The store of wrapped keys: a database of its own, with backups of its own lifetime, so that a destroyed key is gone from old backups of the register too.</summary>
public sealed class KeysDbContext(DbContextOptions<KeysDbContext> options) : DbContext(options)
{
    public DbSet<WrappedKey> WrappedKeys => Set<WrappedKey>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        RegistryModel.ApplyConventions(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var keys = modelBuilder.Entity<WrappedKey>();
        keys.ToTable("WrappedKeys");
        keys.IsNumbered();
        keys.Ignore(k => k.BoundTo);
        keys.Property(k => k.Wrapped).HasMaxLength(100);
        keys.HasIndex(k => k.MasterVersion);
    }
}
