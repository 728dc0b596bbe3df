using System.Globalization;
using Microsoft.Data.Sqlite;

namespace CaseRegistry.Benchmarks;

/// <summary>
/// What one registration of the application wrote, found by comparing its database before and after, as prepared statements
/// that write as many rows of the same size again: a case, its parts, key, counts, audit row and all.
/// </summary>
internal sealed class SameRows
{
    private const string Before = "before.db";
    private const string After = "after.db";
    private const string Keys = "keys.db";

    private readonly List<Statement> _statements;
    private long _number = 1_000_000_000;

    private SameRows(List<Statement> statements) => _statements = statements;

    public int Count => _statements.Count;

    /// <summary>Keeps what is in the databases of the register before or after the registration.</summary>
    public static void Keep(OwnRegister register, bool isBefore)
    {
        Copy(register.Database, Path.Combine(register.Folder, isBefore ? Before : After));
        if (!isBefore)
        {
            Copy(register.Keys, Path.Combine(register.Folder, Keys));
        }
    }

    /// <summary>The database from before the registration, as durable as that of the application.</summary>
    public static SqliteConnection Open(string folder)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(folder, Before)};Foreign Keys=True");
        connection.Open();
        Run(connection, "pragma journal_mode=wal; pragma synchronous=full");
        Run(connection, $"attach '{Path.Combine(folder, After)}' as later; attach '{Path.Combine(folder, Keys)}' as keys");
        return connection;
    }

    public static SameRows Of(SqliteConnection connection)
    {
        var statements = new List<Statement>();
        foreach (var table in Rows(connection, "select name from later.sqlite_master where type = 'table' and name not like 'sqlite_%'"))
        {
            var name = (string)table["name"];
            var key = KeyOf(connection, "later", name);
            foreach (var row in Rows(connection, $"select * from later.\"{name}\" except select * from main.\"{name}\""))
            {
                var where = string.Join(" and ", key.Select(k => $"\"{k}\" = ${k}"));
                using var find = Prepared(
                    connection,
                    $"select count(*) from main.\"{name}\" where {where}",
                    key.ToDictionary(k => k, k => row[k])
                );
                statements.Add(new(connection, name, row, key, isNew: (long)find.ExecuteScalar()! == 0));
            }
        }

        // The key of a case lies in a store of its own; here it is written with the rest.
        Run(connection, (string)Rows(connection, "select sql from keys.sqlite_master where name = 'WrappedKeys'").Single()["sql"]);
        var wrapped = Rows(connection, "select * from keys.WrappedKeys order by CreatedAt desc limit 1").Single();
        statements.Add(new(connection, "WrappedKeys", wrapped, KeyOf(connection, "keys", "WrappedKeys"), isNew: true));
        Run(connection, "detach later; detach keys");
        statements.ForEach(s => s.Prepare());
        return new(statements);
    }

    /// <summary>Writes the rows of one registration, under keys of their own.</summary>
    public void Write()
    {
        var ids = new Dictionary<string, string>();
        _number++;
        _statements.ForEach(s => s.Write(ids, _number));
    }

    public static SqliteCommand Prepared(SqliteConnection connection, string sql, Dictionary<string, object>? values = null)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values ?? [])
        {
            command.Parameters.AddWithValue("$" + name, value);
        }

        command.Prepare();
        return command;
    }

    private static void Copy(string database, string to)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        Run(connection, $"vacuum into '{to}'");
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<string> KeyOf(SqliteConnection connection, string database, string table) =>
        [.. Rows(connection, $"select name from pragma_table_info('{table}', '{database}') where pk > 0").Select(c => (string)c["name"])];

    private static List<Dictionary<string, object>> Rows(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<Dictionary<string, object>>();
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        }

        return rows;
    }

    private sealed class Statement
    {
        private readonly SqliteCommand _command;
        private readonly List<(SqliteParameter Parameter, string Column, object Value)> _own = [];
        private readonly bool _isNew;

        public Statement(SqliteConnection connection, string table, Dictionary<string, object> row, List<string> key, bool isNew)
        {
            _isNew = isNew;
            // A number that the database gives is left to it.
            var values = isNew && key is [var only] && row[only] is long ? row.Where(c => c.Key != only).ToDictionary() : row;
            var columns = values.Keys.ToList();
            _command = connection.CreateCommand();
            _command.CommandText = isNew
                ? $"insert into \"{table}\" ({Join(columns, ", ", c => $"\"{c}\"")}) values ({Join(columns, ", ", c => $"${c}")})"
                : $"update \"{table}\" set {Join(columns.Except(key), ", ", Equal)} where {Join(key, " and ", Equal)}";
            foreach (var (column, value) in values)
            {
                _own.Add((_command.Parameters.AddWithValue("$" + column, value), column, value));
            }
        }

        public void Prepare() => _command.Prepare();

        public void Write(Dictionary<string, string> ids, long number)
        {
            if (_isNew)
            {
                foreach (var (parameter, column, value) in _own)
                {
                    parameter.Value = (column, value) switch
                    {
                        ("Sequence", long) => number,
                        ("Number", string text) => string.Create(
                            CultureInfo.InvariantCulture,
                            $"{text[..(text.LastIndexOf('-') + 1)]}{number}"
                        ),
                        (_, string text) when Guid.TryParse(text, out _) => Fresh(ids, text),
                        _ => value,
                    };
                }
            }

            _command.ExecuteNonQuery();
        }

        // The rows of one registration name each other.
        private static string Fresh(Dictionary<string, string> ids, string old) =>
            ids.TryGetValue(old, out var fresh) ? fresh : ids[old] = Guid.CreateVersion7().ToString().ToUpperInvariant();

        private static string Equal(string column) => $"\"{column}\" = ${column}";

        private static string Join(IEnumerable<string> columns, string separator, Func<string, string> text) =>
            string.Join(separator, columns.Select(text));
    }
}
