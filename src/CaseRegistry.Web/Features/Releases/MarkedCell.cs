using CaseRegistry.Statistics;
using CaseRegistry.Web.Infrastructure.Releases;

namespace CaseRegistry.Web.Features.Releases;

/// <summary>Why a cell of a release for everyone does not show its number.</summary>
public enum MarkReason
{
    /// <summary>The number itself is small.</summary>
    Small = 1,

    /// <summary>A zero that would tell that a whole group is in one category.</summary>
    WholeGroup,

    /// <summary>It would give another one away.</summary>
    Protecting,

    /// <summary>It was withheld before, or its difference with an earlier release would be known.</summary>
    Earlier,

    /// <summary>It shows the earlier number: today's differs by less than the threshold, if at all.</summary>
    Kept,
}

/// <param name="Codes">One for each dimension; null for the total.</param>
public sealed record MarkedCell(string Table, IReadOnlyList<string?> Codes, MarkReason Reason)
{
    /// <param name="earlier">All before it, oldest first.</param>
    internal static IReadOnlyList<MarkedCell> Of(Certificate certificate, IReadOnlyList<Certificate> earlier)
    {
        // What the release before withheld stays withheld.
        var before = new HashSet<string>(StringComparer.Ordinal);
        if (earlier.Count > 0)
        {
            before.UnionWith(earlier[^1].Tables.Names.Where((_, c) => earlier[^1].Shown[c] is null));
        }

        var cells = new List<MarkedCell>();
        for (var number = 0; number < certificate.Tables.Tables.Count; number++)
        {
            var table = certificate.Tables.Tables[number];
            var (name, hasYear) = PublicTables.OfCatalogue(table);
            for (var i = 0; i < table.Size; i++)
            {
                var c = certificate.Tables.CellOf(number, i);
                if (certificate.Statuses[c] != CellStatus.Published)
                {
                    cells.Add(
                        new(
                            name,
                            [.. table.CodesOf(i).Skip(hasYear ? 0 : 1).Select(code => code == PublicTables.Total ? null : code)],
                            ReasonOf(certificate, c, before)
                        )
                    );
                }
            }
        }

        return cells;
    }

    private static MarkReason ReasonOf(Certificate certificate, int cell, HashSet<string> before) =>
        (certificate.Statuses[cell], certificate.Tables.Values[cell]) switch
        {
            (CellStatus.Kept, _) => MarkReason.Kept,
            (CellStatus.Secondary, _) => before.Contains(certificate.Tables.Names[cell]) ? MarkReason.Earlier : MarkReason.Protecting,
            (_, 0) => MarkReason.WholeGroup,
            (_, var value) => value < certificate.Rules.Threshold ? MarkReason.Small : MarkReason.Earlier,
        };
}
