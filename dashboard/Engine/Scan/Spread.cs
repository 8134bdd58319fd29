using System.Runtime.InteropServices;
using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// What is gathered of rows for a measure that is told by something finer than the answer's rows: by days until a milestone, or by company. Rows come
/// by cell; a figure is that of some
/// cells together. Not thread-safe.
/// </summary>
internal abstract class Spread
{
    /// <param name="measure">An incidence or a quotient.</param>
    /// <param name="where">What holds of the rows that it is about.</param>
    /// <param name="day">The question's day.</param>
    public static Spread Of(MeasureDeclaration measure, IReadOnlyList<Clause> where, DateOnly day) =>
        measure.Incidence is { } incidence ? new WaitingRows(measure.Fact, incidence, where, day) : new QuotientRows(measure.Quotient!, where);

    public abstract void Enter(Segment segment);

    public abstract void Take(int cell, int row);

    public abstract Figure FigureOf(IReadOnlyList<int> cells);
}

/// <summary>What is gathered by cell and, within it, by a key of its own.</summary>
internal sealed class KeyedCells<T>(Func<T, T, T> plus)
    where T : struct
{
    private readonly List<Dictionary<long, T>> _cells = [];

    public void Add(int cell, long key, T one)
    {
        while (_cells.Count <= cell)
        {
            _cells.Add([]);
        }

        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_cells[cell], key, out _);
        sum = plus(sum, one);
    }

    /// <summary>Some cells together, by key.</summary>
    public IReadOnlyDictionary<long, T> Together(IReadOnlyList<int> cells)
    {
        if (cells is [var only])
        {
            return _cells[only];
        }

        var together = new Dictionary<long, T>();
        foreach (var (key, part) in cells.SelectMany(cell => _cells[cell]))
        {
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(together, key, out _);
            sum = plus(sum, part);
        }

        return together;
    }
}
