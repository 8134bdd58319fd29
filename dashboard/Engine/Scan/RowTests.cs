using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Clauses asked of single rows of a segment, whatever columns they are about: of a column by dictionary each value is looked at once.</summary>
internal sealed class RowTests(IReadOnlyList<Clause> clauses, Segment segment)
{
    private readonly Func<int, bool>[][][] _clauses =
    [
        .. clauses.Select(clause => clause.Alternatives.Select(tests => tests.Select(test => Bound(test, segment.Columns[test.Column])).ToArray()).ToArray()),
    ];

    public bool Hold(int row)
    {
        foreach (var clause in _clauses)
        {
            if (!Any(clause, row))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Any(Func<int, bool>[][] alternatives, int row)
    {
        foreach (var tests in alternatives)
        {
            if (All(tests, row))
            {
                return true;
            }
        }

        return false;
    }

    private static bool All(Func<int, bool>[] tests, int row)
    {
        foreach (var test in tests)
        {
            if (!test(row))
            {
                return false;
            }
        }

        return true;
    }

    private static Func<int, bool> Bound(Test test, Column column)
    {
        if (column is not CodedColumn coded)
        {
            return row => test.Holds(column.ValueAt(row));
        }

        bool[] passes = [.. coded.Values.Select(test.Holds)];
        return coded.Codes is { } codes ? row => passes[coded.CodeOf(codes.At(row))] : _ => passes[0];
    }
}
