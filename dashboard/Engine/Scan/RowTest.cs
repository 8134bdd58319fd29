using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>A test of a segment's column, asked row by row: of columns without a dictionary, and where one of several alternatives must hold.</summary>
internal sealed class RowTest(Test test, Column column)
{
    private readonly byte[]? _passes = column is CodedColumn coded
        ? [.. Enumerable.Range(0, coded.Codes?.Cardinality ?? 1).Select(code => test.Holds(coded.Values[coded.CodeOf(code)]) ? (byte)1 : (byte)0)]
        : null;

    /// <summary>Keeps of a mask (0 or 1 a row) the rows that pass.</summary>
    public void Keep(Batch batch, Span<byte> mask)
    {
        var (least, greatest) = test.Bounds ?? default;
        switch (column)
        {
            case CodedColumn { Codes: null }:
                if (_passes![0] == 0)
                    mask.Clear();
                break;
            case CodedColumn { Codes.Codes: byte[] bytes }:
                Kernels.Keep<byte>(bytes.AsSpan(batch.From, batch.Length), _passes!, mask);
                break;
            case CodedColumn { Codes.Codes: ushort[] shorts }:
                Kernels.Keep<ushort>(shorts.AsSpan(batch.From, batch.Length), _passes!, mask);
                break;
            case CodedColumn { Codes.Codes: int[] ints }:
                Kernels.Keep<int>(ints.AsSpan(batch.From, batch.Length), _passes!, mask);
                break;
            case WideColumn { Codes: not null } wide:
                KeepCodes(wide, least, greatest, batch, mask);
                break;
            case DaysColumn { Milestone: { Codes.Codes: ushort[], Projection: null }, Since: { Codes.Codes: ushort[], Projection: null } } days:
                KeepDays(days, least, greatest, batch, mask);
                break;
            default:
                KeepValues(least, greatest, batch, mask);
                break;
        }
    }

    private void KeepCodes(WideColumn wide, long least, long greatest, Batch batch, Span<byte> mask)
    {
        var (first, last) = wide.CodesBetween(least, greatest);
        if (first > last)
        {
            mask.Clear();
            return;
        }

        // One comparison for both bounds: below the first, the difference wraps around.
        var width = (uint)(last - first);
        switch (wide.Codes!.Codes)
        {
            case ushort[] shorts:
                var narrow = shorts.AsSpan(batch.From, batch.Length);
                for (var row = 0; row < narrow.Length; row++)
                    mask[row] &= (uint)(narrow[row] - first) <= width ? (byte)1 : (byte)0;
                break;
            case int[] ints:
                var codes = ints.AsSpan(batch.From, batch.Length);
                for (var row = 0; row < codes.Length; row++)
                    mask[row] &= (uint)(codes[row] - first) <= width ? (byte)1 : (byte)0;
                break;
            default:
                KeepValues(least, greatest, batch, mask);
                break;
        }
    }

    private static void KeepDays(DaysColumn days, long least, long greatest, Batch batch, Span<byte> mask)
    {
        var (reached, from) = ((ushort[])days.Milestone.Codes!.Codes, (ushort[])days.Since.Codes!.Codes);
        var (reachedOn, fromOn) = ((long[])days.Milestone.Values, (long[])days.Since.Values);
        for (var row = 0; row < mask.Length; row++)
        {
            var day = reachedOn[reached[batch.From + row]];
            var distance = day - fromOn[from[batch.From + row]];
            mask[row] &= day > 0 && distance >= least && distance <= greatest ? (byte)1 : (byte)0;
        }
    }

    private void KeepValues(long least, long greatest, Batch batch, Span<byte> mask)
    {
        for (var row = 0; row < mask.Length; row++)
        {
            var value = column.ValueAt(batch.From + row);
            mask[row] &= value != Column.Null && value >= least && value <= greatest ? (byte)1 : (byte)0;
        }
    }
}
