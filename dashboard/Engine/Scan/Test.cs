using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// A test of one column's value. Any column by dictionary can be asked for it; of other columns it can be asked where the values that pass lie
/// between two bounds. A value
/// that is not known never passes. Tests of equal column and text are equal.
/// </summary>
internal sealed class Test : IEquatable<Test>
{
    private readonly Func<long, bool> _holds;

    private Test(string column, string text, Func<long, bool> holds, (long Least, long Greatest)? between = null) =>
        (Column, Text, _holds, Bounds) = (column, text, holds, between);

    public string Column { get; }

    /// <summary>What it asks, in words that tell it from others.</summary>
    public string Text { get; }

    /// <summary>What the values that pass lie between, both included; null where they lie anywhere.</summary>
    public (long Least, long Greatest)? Bounds { get; }

    public bool Holds(long value) => _holds(value);

    public static Test Between(string column, long least, long greatest) =>
        new(column, $"{least}..{greatest}", value => value != Columns.Column.Null && value >= least && value <= greatest, (least, greatest));

    public static Test Of(string column, string text, Func<long, bool> holds) => new(column, text, value => value != Columns.Column.Null && holds(value));

    public static Test IsKnown(string column) => Between(column, Columns.Column.Null + 1, long.MaxValue);

    /// <summary>It asks no more than that the value is known.</summary>
    public bool IsOfKnown => Bounds == (Columns.Column.Null + 1, long.MaxValue);

    /// <summary>A comparison with a number that need not be whole.</summary>
    public static Test Compared(string column, ComparisonKind comparison, decimal number) =>
        comparison switch
        {
            ComparisonKind.Less => Between(column, Columns.Column.Null + 1, Whole(decimal.Ceiling(number) - 1)),
            ComparisonKind.LessOrEqual => Between(column, Columns.Column.Null + 1, Whole(decimal.Floor(number))),
            ComparisonKind.Greater => Between(column, Whole(decimal.Floor(number) + 1), long.MaxValue),
            _ => Between(column, Whole(decimal.Ceiling(number)), long.MaxValue),
        };

    public bool Equals(Test? other) => other is not null && other.Column == Column && other.Text == Text;

    public override bool Equals(object? obj) => Equals(obj as Test);

    public override int GetHashCode() => HashCode.Combine(Column, Text);

    public override string ToString() => $"{Column}: {Text}";

    private static long Whole(decimal number) => (long)Math.Clamp(number, Columns.Column.Null + 1, long.MaxValue);
}

/// <summary>What must hold of a row: all tests of at least one alternative.</summary>
internal sealed record Clause(IReadOnlyList<IReadOnlyList<Test>> Alternatives)
{
    public static Clause Of(params Test[] tests) => new([tests]);

    public override string ToString() => string.Join(" or ", Alternatives.Select(tests => string.Join(" and ", tests)));
}
