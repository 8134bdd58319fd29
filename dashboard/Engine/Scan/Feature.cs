using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// What a question needs to know about a column's value, as a small number: its member, or whether a test passes. Rows that agree in all features are
/// equivalent for the question and are counted together. Features with equal column and key are equal.
/// </summary>
internal sealed class Feature(string column, object key, Func<long, int> numberOf) : IEquatable<Feature>
{
    public string Column => column;

    /// <summary>The feature's number for each code of a dictionary-encoded column.</summary>
    public int[] NumbersOf(Snapshot snapshot, Segment segment, CodedColumn coded) =>
        key is SlicerDeclaration slicer ? snapshot.OrdinalsOf(segment, slicer, coded, numberOf) : [.. coded.Values.Select(numberOf)];

    public static Feature Of(Test test) => new(test.Column, test, value => test.Holds(value) ? 1 : 0);

    public bool Equals(Feature? other) => other is not null && other.Column == column && other.Key.Equals(key);

    public override bool Equals(object? obj) => Equals(obj as Feature);

    public override int GetHashCode() => HashCode.Combine(column, key);

    private object Key => key;
}
