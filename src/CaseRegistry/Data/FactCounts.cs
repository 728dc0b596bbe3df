using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using CaseRegistry.Domain.Monitor;
using Microsoft.EntityFrameworkCore;

namespace CaseRegistry.Data;

/// <summary>
/// Counts the facts of every region by up to three dimensions. A table of the national office is of the whole country, and the
/// office reads no fact: the database groups and counts, and numbers are all that leave it (decision 0018).
/// </summary>
public static class FactCounts
{
    /// <summary>The codes of a cell that is not zero, in the order of the dimensions, and how many persons are in it.</summary>
    public static async Task<IReadOnlyList<(IReadOnlyList<string> Codes, int Persons)>> Of(
        RegistryDbContext db,
        IReadOnlyList<OwnDimension> by,
        OwnTableContent content,
        CancellationToken cancellationToken
    )
    {
        var (from, to) = (content.FirstYear, content.LastYear);
        var facts = db.MonitorFacts.OfEveryRegion().Where(f => (from == null || f.Year >= from) && (to == null || f.Year <= to));
        if (content.MinorsOnly)
        {
            facts = facts.Where(f => MonitorFact.Minors.Contains(f.MinorStatus));
        }

        // Somebody with several ways of use is in several rows, and once in each cell.
        var ofUse = by.Any(d => d.IsOfUse);
        var counted = ofUse
            ? facts.SelectMany(f => f.TechnologyUses, (f, use) => new CountedFact { Fact = f, Use = use })
            : facts.Select(f => new CountedFact { Fact = f });
        var key = new Key(by);
        var groups = counted.GroupBy(key.Selector);
        var counts = ofUse
            ? groups.Select(g => new { g.Key, Persons = g.Select(f => f.Fact.PersonId).Distinct().Count() })
            : groups.Select(g => new { g.Key, Persons = g.Count() });
        var cells = await counts.ToListAsync(cancellationToken);
        // Codes that are made of two columns come together here: whoever is in one cell of them is in no other.
        return
        [
            .. cells
                .Select(c => (Codes: key.CodesOf(c.Key), c.Persons))
                .GroupBy(c => string.Join('|', c.Codes))
                .Select(c => (c.First().Codes, c.Sum(cell => cell.Persons))),
        ];
    }

    /// <summary>Values of the columns by which is grouped; those that are not asked for stay out of the query.</summary>
    private sealed class Values
    {
        public int Number1 { get; init; }
        public int Number2 { get; init; }
        public string Text1 { get; init; } = "";
        public string Text2 { get; init; } = "";
        public string Text3 { get; init; } = "";
        public string Text4 { get; init; } = "";
    }

    private sealed class Key
    {
        private readonly IReadOnlyList<(OwnDimension Dimension, IReadOnlyList<PropertyInfo> Columns)> _by;

        public Key(IReadOnlyList<OwnDimension> by)
        {
            var free = typeof(Values).GetProperties().ToList();
            var fact = Expression.Parameter(typeof(CountedFact));
            var bindings = new List<MemberBinding>();
            PropertyInfo Bind(LambdaExpression column)
            {
                var value = free.First(p => p.PropertyType == column.ReturnType);
                free.Remove(value);
                bindings.Add(Expression.Bind(value, new Put(column.Parameters[0], fact).Visit(column.Body)));
                return value;
            }

            _by = [.. by.Select(d => (d, (IReadOnlyList<PropertyInfo>)[.. d.Columns.Select(Bind)]))];
            Selector = Expression.Lambda<Func<CountedFact, Values>>(Expression.MemberInit(Expression.New(typeof(Values)), bindings), fact);
        }

        public Expression<Func<CountedFact, Values>> Selector { get; }

        public IReadOnlyList<string> CodesOf(Values values) =>
            [
                .. _by.Select(d =>
                    d.Dimension.Code([.. d.Columns.Select(c => Convert.ToString(c.GetValue(values), CultureInfo.InvariantCulture)!)])
                ),
            ];
    }

    private sealed class Put(ParameterExpression old, ParameterExpression @new) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == old ? @new : node;
    }
}
