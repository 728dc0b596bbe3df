namespace CaseRegistry.Statistics;

/// <summary>What counts are broken down by, as region or age: a tree of codes whose root is the total.</summary>
/// <remarks>A code with children is the sum of them (a margin); codes without children are the leaves, which hold the counts.</remarks>
public sealed class Dimension
{
    private readonly Dictionary<string, int> _positions;
    private readonly bool[] _isLeaf;

    /// <param name="name">Name of the column.</param>
    /// <param name="codes">Codes with the position of their parent; parents stand before their children, the total is first with -1.</param>
    /// <param name="hasTotal">Whether the first code is the total of all; else it is one code among others that are not in the table.</param>
    /// <exception cref="ArgumentException">The codes are no tree, or one occurs twice.</exception>
    public Dimension(string name, IReadOnlyList<(string Code, int Parent)> codes, bool hasTotal = true)
    {
        (Name, HasTotal) = (name, hasTotal);
        Codes = [.. codes.Select(c => c.Code)];
        Parents = [.. codes.Select(c => c.Parent)];
        if (codes.Count == 0 || Parents[0] != -1)
        {
            throw new ArgumentException($"The hierarchy of '{name}' is no tree: it has no total to start with.");
        }

        _positions = new(StringComparer.Ordinal);
        _isLeaf = [.. Enumerable.Repeat(true, codes.Count)];
        for (var i = 0; i < codes.Count; i++)
        {
            if (!_positions.TryAdd(Codes[i], i))
            {
                throw new ArgumentException($"The hierarchy of '{name}' is no tree: it has the code '{Codes[i]}' twice.");
            }

            if (i > 0 && (Parents[i] < 0 || Parents[i] >= i))
            {
                throw new ArgumentException($"The hierarchy of '{name}' is no tree: '{Codes[i]}' has no parent above it.");
            }

            if (i > 0)
            {
                _isLeaf[Parents[i]] = false;
            }
        }
    }

    public string Name { get; }

    /// <summary>False where the first code stands for itself: cells of other tables with the same codes are others.</summary>
    public bool HasTotal { get; }

    /// <summary>The total first, each parent before its children.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>Position of the parent of each code; -1 of the total.</summary>
    public IReadOnlyList<int> Parents { get; }

    /// <summary>A dimension of leaves under one total.</summary>
    public static Dimension Flat(string name, IEnumerable<string> leaves, string total = "Total") =>
        new(name, [(total, -1), .. leaves.Select(leaf => (leaf, 0))]);

    /// <summary>One code, as the year of a table of one year: there is no total of it.</summary>
    public static Dimension Only(string name, string code) => new(name, [(code, -1)], hasTotal: false);

    /// <summary>A hierarchy as it is written for sdcTable: <c>@</c> is the total, <c>@@</c> its children, and so on.</summary>
    /// <exception cref="ArgumentException">A level is no row of <c>@</c>, is skipped, or there is more than one total.</exception>
    public static Dimension FromLevels(string name, IEnumerable<(string Level, string Code)> rows)
    {
        var codes = new List<(string, int)>();
        var path = new List<int>();
        foreach (var (level, code) in rows)
        {
            var depth = level.Length;
            if (depth == 0 || level.Any(c => c != '@'))
            {
                throw new ArgumentException($"The hierarchy of '{name}' has the level '{level}' at '{code}': a level is @, @@, and so on.");
            }

            if (depth > path.Count + 1 || depth == 1 && codes.Count > 0)
            {
                throw new ArgumentException($"The hierarchy of '{name}' is no tree: '{code}' at level '{level}' has no parent above it.");
            }

            path.RemoveRange(depth - 1, path.Count - depth + 1);
            codes.Add((code, path.Count == 0 ? -1 : path[^1]));
            path.Add(codes.Count - 1);
        }

        return new(name, codes);
    }

    /// <summary>Its name, and each code with the position of its parent: two dimensions with the same are one.</summary>
    internal string Tree => string.Join('\u001d', Codes.Zip(Parents, (code, parent) => $"{code}\u001d{parent}").Prepend(Name));

    public bool IsLeaf(int position) => _isLeaf[position];

    /// <summary>Where the code stands, or -1 when it is unknown.</summary>
    public int PositionOf(string code) => _positions.GetValueOrDefault(code, -1);
}
