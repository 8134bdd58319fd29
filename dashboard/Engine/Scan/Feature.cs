using Analytics.Dashboard.Engine.Columns;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// What a question wants to know of a column's value, as a small number: which member it stands for, or whether a test holds. Rows that agree in all
/// features agree in
/// everything that is asked, and are counted together. Features of equal column and key are equal.
/// </summary>
internal sealed class Feature(string column, object key, Func<long, int> numberOf) : IEquatable<Feature>
{
    public string Column => column;

    /// <summary>The number for each code of a column by dictionary.</summary>
    public int[] NumbersOf(Snapshot snapshot, Segment segment, CodedColumn coded) =>
        key is SlicerDeclaration slicer ? snapshot.OrdinalsOf(segment, slicer, coded, numberOf) : [.. coded.Values.Select(numberOf)];

    public static Feature Of(Test test) => new(test.Column, test, value => test.Holds(value) ? 1 : 0);

    public bool Equals(Feature? other) => other is not null && other.Column == column && other.Key.Equals(key);

    public override bool Equals(object? obj) => Equals(obj as Feature);

    public override int GetHashCode() => HashCode.Combine(column, key);

    private object Key => key;
}
