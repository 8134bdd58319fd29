using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// A dictionary-encoded column whose rows are still in arrival order: a code per row, and for each code its rank among the ascending values.
/// </summary>
internal sealed record Coding(Array Codes, int[] Places, long[] Values)
{
    /// <summary>Most distinct numbers for which a dictionary is used.</summary>
    public const int Few = 256;

    public static Coding Of(StagedCodes staged) => new(staged.Codes, Order(staged.Values), [.. staged.Values.Order()]);

    /// <summary>Encodes numbers with few distinct values; null if there are too many.</summary>
    public static Coding? OfFew(StagedNumbers numbers) => numbers.Distinct(Few) is { } values ? Of(numbers, values) : null;

    /// <param name="numbers">The rows.</param>
    /// <param name="values">All distinct values, in ascending order.</param>
    public static Coding Of(StagedNumbers numbers, long[] values)
    {
        var places = values.Index().ToDictionary(v => v.Item, v => v.Index);
        var codes = CodeArray.Narrowest(values.Length, numbers.Count);
        for (var row = 0; row < numbers.Count; row++)
        {
            var code = places[numbers[row]];
            if (codes is byte[] bytes)
                bytes[row] = (byte)code;
            else
                ((ushort[])codes)[row] = (ushort)code;
        }

        return new Coding(codes, [.. Enumerable.Range(0, values.Length)], values);
    }

    /// <summary>For each value, its rank in ascending order.</summary>
    public static int[] Order(IReadOnlyList<long> values)
    {
        var places = new int[values.Count];
        foreach (var (place, index) in Enumerable.Range(0, places.Length).OrderBy(i => values[i]).Index())
        {
            places[index] = place;
        }

        return places;
    }

    /// <summary>The finished column, with rows in the segment's order.</summary>
    public CodedColumn Permuted(RowOrder order)
    {
        if (Values.Length == 1)
        {
            return new CodedColumn(null, null, Values);
        }

        var codes = CodeArray.Narrowest(Values.Length, order.Rows.Length);
        switch (Codes, codes)
        {
            case (byte[] from, byte[] to):
                Move(from, to, order.Rows, Places);
                break;
            case (ushort[] from, byte[] to):
                Move(from, to, order.Rows, Places);
                break;
            case (ushort[] from, ushort[] to):
                Move(from, to, order.Rows, Places);
                break;
            case (int[] from, int[] to):
                Move(from, to, order.Rows, Places);
                break;
            default:
                throw new InvalidOperationException("Codes are staged in the narrowest array.");
        }

        return new CodedColumn(CodeArray.Of(codes, Values.Length), null, Values);
    }

    private static void Move<TFrom, TTo>(TFrom[] from, TTo[] to, int[] rows, int[] places)
        where TFrom : unmanaged, System.Numerics.IBinaryInteger<TFrom>
        where TTo : unmanaged, System.Numerics.IBinaryInteger<TTo>
    {
        for (var row = 0; row < to.Length; row++)
        {
            to[row] = TTo.CreateTruncating(places[int.CreateTruncating(from[rows[row]])]);
        }
    }
}

/// <summary>Encodes numbers with many distinct values: codes are computed from the values if they are narrow enough.</summary>
internal static class WideCoding
{
    /// <summary>Largest dictionary that is used instead of wider codes.</summary>
    private const int Dictionary = 4_096;

    public static Column Permuted(StagedNumbers numbers, RowOrder order, bool mayUseDictionary)
    {
        if (numbers.Least > numbers.Greatest)
        {
            return new CodedColumn(null, null, [Column.Null]);
        }

        var (range, rows) = ((numbers.Least, numbers.Greatest), order.Rows);
        var distance = (UInt128)((Int128)numbers.Greatest - numbers.Least);
        var factor = distance == 0 ? 1 : numbers.CommonFactor();
        var first = numbers.HasNulls ? 1 : 0;
        var codes = distance / (UInt128)factor + (UInt128)first + 1;
        if (codes > 65_536 && mayUseDictionary && numbers.Distinct(Dictionary) is { } values)
        {
            return Coding.Of(numbers, values).Permuted(order);
        }

        if (codes > int.MaxValue || (first == 1 && numbers.Least < Column.Null + 1 + factor))
        {
            var all = new long[rows.Length];
            for (var row = 0; row < all.Length; row++)
            {
                all[row] = numbers[rows[row]];
            }

            return new WideColumn(all, numbers.HasNulls, range);
        }

        var narrow = CodeArray.Narrowest((int)codes, rows.Length);
        switch (narrow)
        {
            case byte[] bytes:
                numbers.Encode(bytes, rows, factor, first);
                break;
            case ushort[] shorts:
                numbers.Encode(shorts, rows, factor, first);
                break;
            default:
                numbers.Encode((int[])narrow, rows, factor, first);
                break;
        }

        return new WideColumn(CodeArray.Of(narrow, (int)codes), numbers.Least - first * factor, factor, numbers.HasNulls, range);
    }
}
