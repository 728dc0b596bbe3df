using System.Collections;
using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using CaseRegistry.Data;
using CaseRegistry.Web.Infrastructure;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>Sits on the SQLite databases of the tests and translates every query that runs there for SQL Server too. Nothing is sent to one.</summary>
public sealed class SqlServerShadow : DbCommandInterceptor, IQueryExpressionInterceptor
{
    private SqlServerShadow() { }

    /// <summary>One for all applications: EF keeps its compiled queries per interceptor.</summary>
    public static SqlServerShadow Instance { get; } = new();

    public ConcurrentDictionary<string, Statement> Statements { get; } = new();
    public ConcurrentDictionary<string, bool> Refusals { get; } = new();
    public ConcurrentDictionary<CallSite, bool> Reached { get; } = new();

    /// <summary>The register on a SQL Server that does not exist: what would be sent is kept, and the sender stopped.</summary>
    public static RegistryDbContext Open(string origin = "") => new(Options<RegistryDbContext>(origin), new CurrentActor());

    public static KeysDbContext OpenKeys(string origin = "") => new(Options<KeysDbContext>(origin));

    /// <summary>The tables of the register and of the key store.</summary>
    public static string CreateScript()
    {
        using var db = Open();
        using var keys = OpenKeys();
        return $"{db.Database.GenerateCreateScript()}\nGO\n{keys.Database.GenerateCreateScript()}";
    }

    private static DbContext OpenLike(DbContext context, string origin) =>
        context switch
        {
            AdministrationDbContext => new AdministrationDbContext(Options<AdministrationDbContext>(origin), new CurrentActor()),
            MonitorDbContext => new MonitorDbContext(Options<MonitorDbContext>(origin), new CurrentActor()),
            KeysDbContext => OpenKeys(origin),
            _ => Open(origin),
        };

    private static DbContextOptions<T> Options<T>(string origin)
        where T : DbContext
    {
        var options = new DbContextOptionsBuilder<T>();
        options.UseRegistryDatabase(Web.Infrastructure.Database.SqlServer, "Server=never-contacted");
        return options.AddInterceptors(new KeepInsteadOfSend(origin)).Options;
    }

    // Called once per distinct query, after closures became parameters and before any provider has touched it.
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        var origin = string.Join(" < ", CallSite.OnTheStack());
        using var db = OpenLike(eventData.Context!, origin);
        Attempt(origin, () => new Replay(db).Run(queryExpression));
        return queryExpression;
    }

    public static void Attempt(string origin, Action send)
    {
        try
        {
            send();
            Instance.Refusals[$"{origin}: nothing was sent"] = true;
        }
        catch (Exception stopped) when (stopped.GetBaseException() is KeptException)
        {
            // As it should be.
        }
        catch (Exception refused)
        {
            Instance.Refusals[$"{origin}: {refused.GetBaseException().Message}"] = true;
        }
    }

    // EF has a synchronous and an asynchronous variant of everything; the application uses the latter only.
    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Ran();
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Ran();
        return ValueTask.FromResult(result);
    }

    private void Ran()
    {
        foreach (var site in CallSite.OnTheStack())
        {
            Reached[site] = true;
        }
    }

    private sealed class KeptException : Exception;

    private sealed class KeepInsteadOfSend(string origin) : DbCommandInterceptor, IDbConnectionInterceptor
    {
        public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
            InterceptionResult.Suppress();

        public override InterceptionResult<DbDataReader> ReaderExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<DbDataReader> result
        ) => throw Keep(command);

        public override InterceptionResult<int> NonQueryExecuting(
            DbCommand command,
            CommandEventData eventData,
            InterceptionResult<int> result
        ) => throw Keep(command);

        private KeptException Keep(DbCommand command)
        {
            var parameters = command.Parameters.Cast<SqlParameter>();
            Instance.Statements.TryAdd(command.CommandText, Statement.Of(command.CommandText, parameters, origin));
            return new KeptException();
        }
    }

    /// <summary>The same query on the model for SQL Server, with a sample for each parameter.</summary>
    private sealed class Replay(DbContext db) : ExpressionVisitor
    {
        private static readonly MethodInfo SendOne = typeof(Replay).GetMethod(
            nameof(Send),
            BindingFlags.NonPublic | BindingFlags.Instance
        )!;

        private readonly QueryContext _context = db.GetService<IQueryContextFactory>().Create();

        public void Run(Expression query)
        {
            var answer = typeof(IQueryable).IsAssignableFrom(query.Type)
                ? typeof(IEnumerable<>).MakeGenericType(query.Type.GetGenericArguments()[0])
                : query.Type;
            SendOne.MakeGenericMethod(answer).Invoke(this, [Visit(query)]);
        }

        private void Send<T>(Expression query)
        {
            var answer = db.GetService<IDatabase>().CompileQuery<T>(query, async: false)(_context);
            (answer as IEnumerable)?.GetEnumerator().MoveNext();
        }

        protected override Expression VisitExtension(Expression node)
        {
            if (node is QueryParameterExpression parameter)
            {
                _context.Parameters[parameter.Name] = Sample.Of(parameter.Type);
            }

            return node is EntityQueryRootExpression root
                ? base.VisitExtension(root.UpdateEntityType(db.Model.FindEntityType(root.EntityType.Name)!))
                : base.VisitExtension(node);
        }
    }
}
