using System.Data;
using Microsoft.Data.SqlClient;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>What would be sent to SQL Server: its text, the declaration of its parameters, and the place it comes from.</summary>
public sealed record Statement(string Text, string Parameters, string Origin)
{
    public static Statement Of(string text, IEnumerable<SqlParameter> parameters, string origin) =>
        new(text, string.Join(", ", parameters.Select(Declare)), origin);

    private static string Declare(SqlParameter parameter)
    {
        var size = parameter.SqlDbType switch
        {
            SqlDbType.NVarChar or SqlDbType.VarChar or SqlDbType.VarBinary => parameter.Size is > 0 and <= 4000
                ? $"({parameter.Size})"
                : "(max)",
            SqlDbType.Decimal => $"({Math.Max(parameter.Precision, (byte)18)},{parameter.Scale})",
            _ => "",
        };
        return $"@{parameter.ParameterName.TrimStart('@')} {parameter.SqlDbType}{size}";
    }
}
