using System.Data.Common;
using System.Runtime.CompilerServices;
using CaseRegistry.Data;
using CaseRegistry.Data.Interceptors;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace CaseRegistry.Web.Infrastructure;

/// <summary>Which database holds the register: SQLite (embedded, default) or SQL Server.</summary>
public static class Database
{
    public const string Sqlite = "Sqlite";
    public const string SqlServer = "SqlServer";

    /// <summary>How often a server that fails in passing is asked again; the pause doubles from a second up to the longest.</summary>
    public const int ServerRetries = 6;
    public static readonly TimeSpan ServerLongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>Seconds that one statement may take.</summary>
    public const int ServerPatience = 30;

    public static IServiceCollection AddRegistryDatabase(this IServiceCollection services)
    {
        services.AddScoped<CurrentActor>();
        services.AddSingleton<GuardRegion>();
        services.AddSingleton<StampVersion>();
        services.AddSingleton<CountPersons>();
        services.AddSingleton<AppendAudit>();
        services.AddSingleton<TellOwner>();
        // The options are made once: making them for every request costs more than a query.
        services.AddDbContext<RegistryDbContext>(
            (provider, options) =>
                options
                    .UseConfiguredDatabase(provider)
                    .AddInterceptors(
                        provider.GetRequiredService<GuardRegion>(),
                        provider.GetRequiredService<StampVersion>(),
                        provider.GetRequiredService<CountPersons>(),
                        provider.GetRequiredService<AppendAudit>()
                    ),
            optionsLifetime: ServiceLifetime.Singleton
        );
        services.AddDbContext<AdministrationDbContext>(
            (provider, options) =>
                options
                    .UseConfiguredDatabase(provider)
                    .AddInterceptors(
                        provider.GetRequiredService<StampVersion>(),
                        provider.GetRequiredService<TellOwner>(),
                        provider.GetRequiredService<AppendAudit>()
                    ),
            optionsLifetime: ServiceLifetime.Singleton
        );
        services.AddDbContext<MonitorDbContext>(
            (provider, options) =>
                options
                    .UseConfiguredDatabase(provider)
                    .AddInterceptors(provider.GetRequiredService<StampVersion>(), provider.GetRequiredService<AppendAudit>()),
            optionsLifetime: ServiceLifetime.Singleton
        );
        services.AddDbContext<KeysDbContext>(
            (provider, options) => options.UseConfiguredDatabase(provider, isKeyStore: true),
            optionsLifetime: ServiceLifetime.Singleton
        );
        return services;
    }

    public static string Provider(this IConfiguration configuration) => configuration["Database:Provider"] ?? Sqlite;

    /// <summary>The connection string; a relative SQLite file lies under the content root, whose folder is made.</summary>
    public static string RegistryConnection(this IConfiguration configuration)
    {
        var connection =
            configuration.GetConnectionString("Registry")
            ?? throw new InvalidOperationException("There is no connection string: set ConnectionStrings__Registry.");
        return configuration.Provider() == Sqlite ? Absolute(connection) : connection;
    }

    /// <summary>The store of wrapped keys: by default <c>-keys</c> beside the database, under the same settings.</summary>
    public static string KeysConnection(this IConfiguration configuration)
    {
        if (configuration.GetConnectionString("Keys") is { Length: > 0 } configured)
        {
            return configuration.Provider() == Sqlite ? Absolute(configured) : configured;
        }

        var registry = configuration.RegistryConnection();
        if (configuration.Provider() != Sqlite)
        {
            var server = new SqlConnectionStringBuilder(registry);
            server.InitialCatalog += "Keys";
            return server.ToString();
        }

        var sqlite = new SqliteConnectionStringBuilder(registry);
        sqlite.DataSource = Path.Combine(
            Path.GetDirectoryName(sqlite.DataSource) ?? "",
            $"{Path.GetFileNameWithoutExtension(sqlite.DataSource)}-keys{Path.GetExtension(sqlite.DataSource)}"
        );
        return sqlite.ToString();
    }

    /// <summary>Why the way to the database is not safe on a network, or null.</summary>
    public static string? UnsafeConnection(this IConfiguration configuration)
    {
        if (configuration.Provider() != SqlServer)
        {
            return null;
        }

        string[] connections = [configuration.RegistryConnection(), configuration.KeysConnection()];
        var servers = connections.Select(c => new SqlConnectionStringBuilder(c)).ToList();
        return servers.Exists(s => s.Encrypt == SqlConnectionEncryptOption.Optional)
                ? "The connection to SQL Server is not encrypted: set Encrypt=Strict."
            : servers.Exists(s => s.TrustServerCertificate)
                ? "The connection to SQL Server takes any certificate: leave out TrustServerCertificate."
            : null;
    }

    private static string Absolute(string connection)
    {
        var sqlite = new SqliteConnectionStringBuilder(connection);
        if (sqlite.DataSource.Length > 0 && sqlite.DataSource != ":memory:")
        {
            sqlite.DataSource = Path.GetFullPath(sqlite.DataSource, ContentRoot.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(sqlite.DataSource)!);
        }

        return sqlite.ToString();
    }

    private static DbContextOptionsBuilder UseConfiguredDatabase(
        this DbContextOptionsBuilder options,
        IServiceProvider provider,
        bool isKeyStore = false
    )
    {
        var configuration = provider.GetRequiredService<IConfiguration>();
        options.UseRegistryDatabase(
            configuration.Provider(),
            isKeyStore ? configuration.KeysConnection() : configuration.RegistryConnection(),
            configuration.GetValue<int?>("Database:MaxBatchSize")
        );
        foreach (var extra in provider.GetServices<IInterceptor>())
        {
            options.AddInterceptors(extra);
        }

        return options;
    }

    /// <summary>One model, two providers.</summary>
    /// <exception cref="InvalidOperationException">The provider is neither Sqlite nor SqlServer.</exception>
    public static DbContextOptionsBuilder UseRegistryDatabase(
        this DbContextOptionsBuilder options,
        string provider,
        string connection,
        int? maxBatchSize = null
    )
    {
        options.ConfigureWarnings(warnings =>
            warnings
                .Throw(CoreEventId.FirstWithoutOrderByAndFilterWarning, CoreEventId.RowLimitingOperationWithoutOrderByWarning)
                // The other side of a filtered relation is filtered in the same way, by the same region.
                .Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning)
        );
        return provider switch
        {
            Sqlite => options
                .UseSqlite(connection, o => o.MigrationsAssembly("CaseRegistry.Migrations.Sqlite").MigrationsHistoryTable(History(options)))
                .AddInterceptors(SqlitePragmas.Instance),
            SqlServer => options.UseSqlServer(
                connection,
                o =>
                {
                    o.MigrationsAssembly("CaseRegistry.Migrations.SqlServer")
                        .MigrationsHistoryTable(History(options))
                        .EnableRetryOnFailure(ServerRetries, ServerLongestDelay, errorNumbersToAdd: null)
                        .CommandTimeout(ServerPatience);
                    if (maxBatchSize is { } size)
                    {
                        o.MaxBatchSize(size);
                    }
                }
            ),
            _ => throw new InvalidOperationException($"Database:Provider is '{provider}': use {Sqlite} or {SqlServer}."),
        };
    }

    // The two stores may lie in one database of a server.
    private static string History(DbContextOptionsBuilder options) =>
        options.Options.ContextType == typeof(KeysDbContext) ? "__KeysMigrationsHistory" : HistoryRepository.DefaultTableName;

    /// <summary>Durable and cautious SQLite, set once per physical connection.</summary>
    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();

        private readonly ConditionalWeakTable<object, object> _done = [];

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(
            DbConnection connection,
            ConnectionEndEventData eventData,
            CancellationToken cancellationToken = default
        )
        {
            Set(connection);
            return Task.CompletedTask;
        }

        private void Set(DbConnection connection)
        {
            if (connection is SqliteConnection { Handle: { } handle } && !_done.TryGetValue(handle, out _))
            {
                using var command = connection.CreateCommand();
                // A backup that is looked at stays as it is.
                var isReadOnly = new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
                command.CommandText =
                    (isReadOnly ? "" : "PRAGMA journal_mode=WAL; ")
                    + "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF; "
                    + $"PRAGMA busy_timeout={Encryption.Journal.Patience};";
                command.ExecuteNonQuery();
                _done.AddOrUpdate(handle, handle);
            }
        }
    }
}
