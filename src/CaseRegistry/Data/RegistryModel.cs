using CaseRegistry.Domain.Shared;
using CaseRegistry.Domain.Signals;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace CaseRegistry.Data;

/// <summary>What the three contexts share, so that they agree on one schema in both databases.</summary>
internal static class RegistryModel
{
    public const int ActorLength = 60;
    public const int CodeLength = 40;

    private static readonly IServiceProvider IdentityOptionsOnly = new ServiceCollection()
        .AddOptions()
        .Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3)
        .BuildServiceProvider();

    /// <summary>Identity reads its schema version (3: passkeys) from the application's services; without them, as at design time, it would fall back silently.</summary>
    public static void GiveIdentityItsOptions(DbContextOptionsBuilder builder)
    {
        if (builder.Options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider is null)
        {
            builder.UseApplicationServiceProvider(IdentityOptionsOnly);
        }
    }

    /// <summary>Whatever SQLite and SQL Server would store differently is settled here.</summary>
    public static void ApplyConventions(ModelConfigurationBuilder builder)
    {
        builder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
        builder.Properties<Month>().HaveConversion<MonthConverter>().HaveMaxLength(7);
        builder.Properties<ProtectedText>().HaveConversion<ProtectedTextConverter>();
        builder.Properties<string>().HaveMaxLength(200);
        foreach (var id in typeof(IEntityId<>).Assembly.GetTypes().Where(IsEntityId))
        {
            builder.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
        }

        foreach (
            var code in typeof(IEntityId<>)
                .Assembly.GetTypes()
                .Where(t => t.IsEnum && t.Namespace!.StartsWith("CaseRegistry.Domain", StringComparison.Ordinal))
        )
        {
            builder.Properties(code).HaveConversion(typeof(CodeConverter<>).MakeGenericType(code)).HaveMaxLength(CodeLength);
        }
    }

    /// <summary>
    /// What others hand in to recognise it by is the same only when it is written the same. SQLite compares so by itself; a
    /// database of SQL Server mostly overlooks capitals.
    /// </summary>
    public static void CompareExactly(ModelBuilder builder, DatabaseFacade database)
    {
        if (database.ProviderName == "Microsoft.EntityFrameworkCore.SqlServer")
        {
            if (builder.Model.FindEntityType(typeof(Signal)) is not null)
            {
                builder.Entity<Signal>().Property(s => s.ExternalReference).UseCollation("Latin1_General_100_BIN2");
            }

            builder.Entity<IdempotentRequest>().Property(r => r.Key).UseCollation("Latin1_General_100_BIN2");
        }
    }

    private static bool IsEntityId(Type type) =>
        type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>));

    /// <summary>
    /// Clusters and pages on an increasing number: a Guid v7 is in time order in SQLite, but SQL Server orders it by its last
    /// bytes. The typed id, where there is one, is the alternate key that others refer to.
    /// </summary>
    public static void IsNumbered<TEntity>(this EntityTypeBuilder<TEntity> builder, string? alternateKey = "Id")
        where TEntity : class
    {
        builder.Property<long>("Sequence").ValueGeneratedOnAdd();
        builder.HasKey("Sequence");
        if (alternateKey is not null)
        {
            builder.HasAlternateKey(alternateKey);
        }
    }

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => From<TId>(value))
        where TId : struct, IEntityId<TId>;

    // Expression trees cannot call a static abstract member, hence this detour.
    private static TId From<TId>(Guid value)
        where TId : struct, IEntityId<TId> => TId.From(value);

    private sealed class CodeConverter<TEnum>() : ValueConverter<TEnum, string>(value => Code.Of(value), code => Code.Parse<TEnum>(code))
        where TEnum : struct, Enum;

    private sealed class MonthConverter() : ValueConverter<Month, string>(month => month.ToString(), text => Month.Parse(text, null));

    private sealed class ProtectedTextConverter()
        : ValueConverter<ProtectedText, byte[]>(text => text.Bytes, bytes => new ProtectedText(bytes));

    // SQLite cannot sort or compare DateTimeOffset, so moments are stored as UTC DateTime.
    private sealed class UtcConverter()
        : ValueConverter<DateTimeOffset, DateTime>(
            moment => moment.UtcDateTime,
            stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc))
        );
}
