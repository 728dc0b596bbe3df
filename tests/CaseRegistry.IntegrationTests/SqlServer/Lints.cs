using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace CaseRegistry.IntegrationTests.SqlServer;

/// <summary>What SQL Server refuses although parser and schema let it pass.</summary>
internal sealed class Lints(Action<string> fault) : TSqlFragmentVisitor
{
    private static readonly HashSet<string> Aggregates = new(StringComparer.OrdinalIgnoreCase)
    {
        "COUNT",
        "COUNT_BIG",
        "SUM",
        "AVG",
        "MIN",
        "MAX",
        "STRING_AGG",
    };

    private static readonly HashSet<string> Functions = new(Aggregates, StringComparer.OrdinalIgnoreCase)
    {
        "LEN",
        "LOWER",
        "UPPER",
        "LTRIM",
        "RTRIM",
        "TRIM",
        "REPLACE",
        "SUBSTRING",
        "LEFT",
        "RIGHT",
        "CHARINDEX",
        "DATEADD",
        "DATEDIFF",
        "DATEPART",
        "GETUTCDATE",
        "SYSUTCDATETIME",
        "ISNULL",
        "ROW_NUMBER",
        "ABS",
        "ROUND",
        "FLOOR",
        "CEILING",
        "DATALENGTH",
        "NEWID",
        "JSON_VALUE",
        "JSON_QUERY",
        "LEAST",
        "GREATEST",
    };

    public override void Visit(FunctionCall node)
    {
        if (!Functions.Contains(node.FunctionName.Value))
        {
            fault($"{node.FunctionName.Value} is not a function known to exist; if it does, add it");
        }
    }

    public override void Visit(BinaryExpression node)
    {
        if (node.BinaryExpressionType == BinaryExpressionType.Concat)
        {
            fault("|| needs SQL Server 2025");
        }
    }

    // Error 145: with DISTINCT one can only order by what is selected.
    public override void Visit(SelectStatement node)
    {
        if (node.QueryExpression is QuerySpecification { UniqueRowFilter: UniqueRowFilter.Distinct, OrderByClause: { } order } query)
        {
            var selected = query.SelectElements.OfType<SelectScalarExpression>().Select(e => Text(e.Expression)).ToHashSet();
            foreach (var element in order.OrderByElements.Where(e => !selected.Contains(Text(e.Expression))))
            {
                fault($"145: ORDER BY {Text(element.Expression)} is not in the DISTINCT list");
            }
        }
    }

    // Error 8120: what is neither grouped nor aggregated.
    public override void Visit(QuerySpecification node)
    {
        if (node.GroupByClause is null)
        {
            return;
        }

        var keys = node
            .GroupByClause.GroupingSpecifications.OfType<ExpressionGroupingSpecification>()
            .Select(g => Text(g.Expression))
            .ToHashSet();
        foreach (var element in node.SelectElements)
        {
            element.Accept(new Ungrouped(keys, fault));
        }
    }

    private static string Text(TSqlFragment fragment) =>
        string.Concat(
            fragment
                .ScriptTokenStream.Skip(fragment.FirstTokenIndex)
                .Take(fragment.LastTokenIndex - fragment.FirstTokenIndex + 1)
                .Select(t => t.Text)
        );

    private sealed class Ungrouped(HashSet<string> keys, Action<string> fault) : TSqlFragmentVisitor
    {
        public override void ExplicitVisit(FunctionCall node)
        {
            if (!Aggregates.Contains(node.FunctionName.Value) && !keys.Contains(Text(node)))
            {
                base.ExplicitVisit(node);
            }
        }

        public override void ExplicitVisit(ScalarSubquery node)
        {
            // Has a group of its own.
        }

        public override void Visit(ColumnReferenceExpression node)
        {
            if (!keys.Contains(Text(node)))
            {
                fault($"8120: {Text(node)} is neither grouped nor aggregated");
            }
        }
    }
}
