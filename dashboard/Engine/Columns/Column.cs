namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// A column of a fact, as questions name it. All values are whole numbers: keys of dimensions, day numbers of dates (below 1: no date, like the
/// star's reserved keys), positions in <see cref="TextPool"/>, 0 and 1 for flags, amounts in minor units, ids. Immutable.
/// </summary>
internal abstract class Column
{
    /// <summary>Represents an unknown value.</summary>
    public const long Null = long.MinValue;

    /// <summary>The value of a row. For loading and compaction; too slow for questions.</summary>
    public abstract long ValueAt(int row);

    /// <summary>Least and greatest known value; 0 if there are none.</summary>
    public abstract (long Least, long Greatest) Range { get; }

    public abstract bool HasNulls { get; }
}

/// <summary>
/// A dictionary-encoded column: each row has a code, and each code a value, in ascending order. Several columns may share one physical array of
/// codes, each with its own projection from physical codes. A column with a single value needs no array.
/// </summary>
/// <param name="codes">The physical codes; null if every row has the same value.</param>
/// <param name="projection">Maps physical codes to this column's codes; null if they are the same.</param>
/// <param name="values">The value of each code.</param>
internal sealed class CodedColumn(CodeArray? codes, byte[]? projection, long[] values) : Column
{
    public CodeArray? Codes => codes;

    public byte[]? Projection => projection;

    public IReadOnlyList<long> Values => values;

    public override bool HasNulls => values[0] == Null;

    public override (long Least, long Greatest) Range =>
        HasNulls
            ? values.Length == 1
                ? (0, 0)
                : (values[1], values[^1])
            : (values[0], values[^1]);

    public override long ValueAt(int row) => values[codes is null ? 0 : CodeOf(codes.At(row))];

    /// <summary>The code of this column for a physical code.</summary>
    public int CodeOf(int physical) => projection is null ? physical : projection[physical];
}

/// <summary>
/// A column of numbers with too many distinct values for a dictionary: value = base + factor × code, where code 0 means unknown if any value is
/// unknown. If the codes would be too wide, it stores the values themselves.
/// </summary>
internal sealed class WideColumn : Column
{
    private readonly (long, long) _range;

    public WideColumn(CodeArray codes, long @base, long factor, bool hasNulls, (long, long) range) =>
        (Codes, Base, Factor, HasNulls, _range) = (codes, @base, factor, hasNulls, range);

    public WideColumn(long[] values, bool hasNulls, (long, long) range) => (Values, Factor, HasNulls, _range) = (values, 1, hasNulls, range);

    /// <summary>The codes; null if the column stores values.</summary>
    public CodeArray? Codes { get; }

    /// <summary>The values; null if the column stores codes.</summary>
    public long[]? Values { get; }

    public long Base { get; }

    public long Factor { get; }

    public override bool HasNulls { get; }

    public override (long Least, long Greatest) Range => _range;

    public override long ValueAt(int row) =>
        Values is not null ? Values[row]
        : Codes!.At(row) is var code && HasNulls && code == 0 ? Null
        : Base + Factor * code;

    /// <summary>The range of codes whose values lie between two bounds (inclusive); empty if first is above last.</summary>
    public (int First, int Last) CodesBetween(long least, long greatest)
    {
        var lowest = HasNulls ? 1 : 0;
        if (greatest < Range.Least || least > Range.Greatest)
        {
            return (1, 0);
        }

        // Differences within the column's own range cannot overflow.
        var first = least <= Range.Least ? lowest : (least - Base + Factor - 1) / Factor;
        var last = greatest >= Range.Greatest ? Codes!.Cardinality - 1 : (greatest - Base) / Factor;
        return ((int)first, (int)last);
    }
}

/// <summary>
/// Days from one date of the row to a later milestone; unknown if that has not been reached. Takes no memory: when loading, the days were verified to
/// be the difference of the two dates.
/// </summary>
internal sealed class DaysColumn(CodedColumn milestone, CodedColumn since) : Column
{
    public CodedColumn Milestone => milestone;

    public CodedColumn Since => since;

    public override bool HasNulls => true;

    public override (long Least, long Greatest) Range => (-100_000, 100_000);

    public override long ValueAt(int row) => milestone.ValueAt(row) is > 0 and var day ? day - since.ValueAt(row) : Null;
}
