namespace CaseRegistry.Statistics;

/// <summary>Counts of persons at the leaves of one or more dimensions; what is not given is zero.</summary>
public sealed class Table
{
    /// <param name="name">Name of the table, unique within a release.</param>
    /// <param name="dimensions">At least one; their names differ.</param>
    /// <param name="counts">A leaf code per dimension, in order, and the number of persons.</param>
    /// <param name="structuralZeros">Leaves that cannot occur, as a minor of age 40: everybody knows that they are zero.</param>
    /// <exception cref="ArgumentException">A code is unknown or no leaf, a row occurs twice or a count is negative.</exception>
    public Table(
        string name,
        IReadOnlyList<Dimension> dimensions,
        IEnumerable<(IReadOnlyList<string> Codes, long Count)> counts,
        IEnumerable<IReadOnlyList<string>>? structuralZeros = null
    )
    {
        (Name, Dimensions) = (name, dimensions);
        if (dimensions.Count == 0 || dimensions.Select(d => d.Name).Distinct(StringComparer.Ordinal).Count() != dimensions.Count)
        {
            throw new ArgumentException($"The table '{name}' needs dimensions with different names.");
        }

        var size = dimensions.Aggregate(1L, (product, d) => product * d.Codes.Count);
        if (size > MostCells)
        {
            throw new ArgumentException($"The table '{name}' would have {size} cells; {MostCells} is the most.");
        }

        Size = (int)size;
        foreach (var (codes, count) in counts)
        {
            if (count is < 0 or > MostPersons)
            {
                throw new ArgumentException($"The count {count} of {string.Join(", ", codes)} is negative or too large.");
            }

            if (!Leaves.TryAdd(Leaf(codes), count))
            {
                throw new ArgumentException($"The row {string.Join(", ", codes)} occurs twice.");
            }
        }

        foreach (var codes in structuralZeros ?? [])
        {
            var leaf = Leaf(codes);
            if (Leaves.GetValueOrDefault(leaf) != 0)
            {
                throw new ArgumentException($"The structural zero {string.Join(", ", codes)} is not zero.");
            }

            StructuralZeros.Add(leaf);
        }
    }

    private const int MostCells = 10_000_000;
    private const long MostPersons = 1_000_000_000;

    public string Name { get; }

    public IReadOnlyList<Dimension> Dimensions { get; }

    /// <summary>Cells including all margins. A cell is numbered by the positions of its codes, the last dimension running fastest.</summary>
    public int Size { get; }

    /// <summary>The counts by cell number.</summary>
    internal SortedDictionary<int, long> Leaves { get; } = [];

    internal SortedSet<int> StructuralZeros { get; } = [];

    /// <summary>The same counts under another name, and with other groups of the same codes.</summary>
    internal Table As(string name, IReadOnlyList<Dimension>? dimensions = null) =>
        new(
            name,
            dimensions ?? Dimensions,
            Leaves.Select(l => ((IReadOnlyList<string>)CodesOf(l.Key), l.Value)),
            StructuralZeros.Select(CodesOf)
        );

    /// <summary>Position of the code of each dimension.</summary>
    public int[] Coordinates(int cell)
    {
        var at = new int[Dimensions.Count];
        for (var d = Dimensions.Count - 1; d >= 0; d--)
        {
            (cell, at[d]) = Math.DivRem(cell, Dimensions[d].Codes.Count);
        }

        return at;
    }

    /// <summary>The code of each dimension.</summary>
    public string[] CodesOf(int cell) => [.. Coordinates(cell).Select((position, d) => Dimensions[d].Codes[position])];

    /// <summary>The number of the cell with these codes, leaves or margins.</summary>
    /// <exception cref="ArgumentException">There is no such cell.</exception>
    public int CellOf(IReadOnlyList<string> codes)
    {
        if (codes.Count != Dimensions.Count)
        {
            throw new ArgumentException($"The row {string.Join(", ", codes)} has not the dimensions of the table '{Name}'.");
        }

        var cell = 0;
        for (var d = 0; d < Dimensions.Count; d++)
        {
            var position = Dimensions[d].PositionOf(codes[d]);
            if (position < 0)
            {
                throw new ArgumentException($"The code '{codes[d]}' is unknown in '{Dimensions[d].Name}'.");
            }

            cell = cell * Dimensions[d].Codes.Count + position;
        }

        return cell;
    }

    private int Leaf(IReadOnlyList<string> codes)
    {
        var cell = CellOf(codes);
        var at = Coordinates(cell);
        for (var d = 0; d < at.Length; d++)
        {
            if (!Dimensions[d].IsLeaf(at[d]))
            {
                throw new ArgumentException($"'{codes[d]}' of '{Dimensions[d].Name}' is a margin: give counts of its parts only.");
            }
        }

        return cell;
    }
}

/// <summary>A margin is the sum of its parts.</summary>
public sealed record Equation(int Margin, int[] Parts);

/// <summary>
/// The tables of one release, solved together: a group of persons that two of them show is one cell. Cells are the same when they have the
/// same codes, totals left out, of dimensions with the same names.
/// </summary>
/// <remarks>
/// Cells and equations stand in the order of their names, so that the order of codes, rows and tables changes nothing of what is done
/// with them. <see href="https://doi.org/10.1002/9781118348239">Hundepool et al., Statistical Disclosure Control (2012), 4.</see>
/// </remarks>
public sealed class LinkedTables
{
    private const char Separator = '\u001f';

    private readonly int[][] _cells;

    /// <exception cref="ArgumentException">Two tables disagree about a number, or have one name.</exception>
    public LinkedTables(params IReadOnlyList<Table> tables)
    {
        Tables = tables;
        if (tables.Count == 0 || tables.Select(t => t.Name).Distinct(StringComparer.Ordinal).Count() != tables.Count)
        {
            throw new ArgumentException("A release needs tables with different names.");
        }

        var names = tables.Select(t => Enumerable.Range(0, t.Size).Select(cell => NameOf(t, cell)).ToArray()).ToList();
        Names = [.. names.SelectMany(n => n).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var numbers = new Dictionary<string, int>(Names.Count, StringComparer.Ordinal);
        for (var i = 0; i < Names.Count; i++)
        {
            numbers.Add(Names[i], i);
        }

        _cells = [.. names.Select(table => Array.ConvertAll(table, name => numbers[name]))];
        Values = new long[Names.Count];
        IsStructuralZero = new bool[Names.Count];
        var seen = new bool[Names.Count];
        for (var t = 0; t < tables.Count; t++)
        {
            var sums = WithMargins(tables[t], tables[t].Leaves);
            var impossible = WithMargins(tables[t], tables[t].StructuralZeros.Select(z => KeyValuePair.Create(z, 1L)));
            var all = tables[t].StructuralZeros.Count == 0 ? impossible : WithMargins(tables[t], LeavesOf(tables[t]));
            for (var i = 0; i < sums.Length; i++)
            {
                var cell = _cells[t][i];
                if (seen[cell] && Values[cell] != sums[i])
                {
                    throw new ArgumentException(
                        $"The tables do not agree: {string.Join(", ", tables[t].CodesOf(i))} is {sums[i]} in '{tables[t].Name}' and {Values[cell]} in another."
                    );
                }

                (Values[cell], seen[cell]) = (sums[i], true);
                IsStructuralZero[cell] |= impossible[i] > 0 && impossible[i] == all[i];
            }
        }

        Equations =
        [
            .. Enumerable
                .Range(0, tables.Count)
                .SelectMany(EquationsOf)
                .Distinct(new SameParts())
                .Order(Comparer<Equation>.Create(Compare)),
        ];
    }

    public IReadOnlyList<Table> Tables { get; }

    /// <summary>One name per cell: its dimensions and codes without the totals.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The true counts, margins included.</summary>
    public long[] Values { get; }

    public bool[] IsStructuralZero { get; }

    public IReadOnlyList<Equation> Equations { get; }

    /// <summary>The number of each cell by its name.</summary>
    internal Dictionary<string, int> Numbers() => Enumerable.Range(0, Names.Count).ToDictionary(c => Names[c], StringComparer.Ordinal);

    /// <summary>The cell of the release that a cell of a table is.</summary>
    public int CellOf(int table, int cell) => _cells[table][cell];

    private static string NameOf(Table table, int cell)
    {
        var at = table.Coordinates(cell);
        return string.Join(
            Separator,
            table
                .Dimensions.Select((dimension, d) => (dimension, position: at[d]))
                .Where(p => p.position > 0 || !p.dimension.HasTotal)
                .Select(p => $"{p.dimension.Name}={p.dimension.Codes[p.position]}")
                .Order(StringComparer.Ordinal)
        );
    }

    private static IEnumerable<KeyValuePair<int, long>> LeavesOf(Table table) =>
        Enumerable
            .Range(0, table.Size)
            .Where(cell => table.Coordinates(cell).Select((position, d) => table.Dimensions[d].IsLeaf(position)).All(leaf => leaf))
            .Select(cell => KeyValuePair.Create(cell, 1L));

    private static long[] WithMargins(Table table, IEnumerable<KeyValuePair<int, long>> leaves)
    {
        var sums = new long[table.Size];
        foreach (var (cell, count) in leaves)
        {
            sums[cell] = count;
        }

        var step = 1;
        for (var d = table.Dimensions.Count - 1; d >= 0; d--)
        {
            var dimension = table.Dimensions[d];
            var block = step * dimension.Codes.Count;
            for (var start = 0; start < sums.Length; start += block)
            {
                for (var code = dimension.Codes.Count - 1; code > 0; code--)
                {
                    for (var i = 0; i < step; i++)
                    {
                        sums[start + dimension.Parents[code] * step + i] += sums[start + code * step + i];
                    }
                }
            }

            step = block;
        }

        return sums;
    }

    private IEnumerable<Equation> EquationsOf(int table)
    {
        var step = 1;
        foreach (var dimension in Tables[table].Dimensions.Reverse())
        {
            var children = Enumerable.Range(0, dimension.Codes.Count).ToLookup(code => dimension.Parents[code]);
            for (var cell = 0; cell < Tables[table].Size; cell++)
            {
                var position = cell / step % dimension.Codes.Count;
                if (!dimension.IsLeaf(position))
                {
                    int[] parts = [.. children[position].Select(child => _cells[table][cell + (child - position) * step])];
                    Array.Sort(parts);
                    yield return new(_cells[table][cell], parts);
                }
            }

            step *= dimension.Codes.Count;
        }
    }

    private static int Compare(Equation a, Equation b) =>
        a.Margin != b.Margin ? a.Margin.CompareTo(b.Margin) : a.Parts.AsSpan().SequenceCompareTo(b.Parts);

    private sealed class SameParts : IEqualityComparer<Equation>
    {
        public bool Equals(Equation? x, Equation? y) => x!.Margin == y!.Margin && x.Parts.AsSpan().SequenceEqual(y.Parts);

        public int GetHashCode(Equation e) => HashCode.Combine(e.Margin, e.Parts.Length, e.Parts[0], e.Parts[^1]);
    }
}
