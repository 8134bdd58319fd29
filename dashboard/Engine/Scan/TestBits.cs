using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The tests of a column without a dictionary, asked row by row: a byte per row with one bit per test, which then serves as the column's code.</summary>
internal sealed class TestBits(Column column, IReadOnlyList<Feature> features)
{
    /// <summary>More tests of one such column do not fit.</summary>
    public const int Most = 8;

    private readonly byte[] _bits = new byte[Batch.Size];
    private readonly byte[] _buffer = new byte[Batch.Size];

    public ReadOnlySpan<byte> Of(Batch batch)
    {
        var bits = _bits.AsSpan(0, batch.Length);
        bits.Clear();
        for (var bit = 0; bit < features.Count; bit++)
        {
            var (least, greatest) = features[bit].Test!.Bounds!.Value;
            switch (column)
            {
                case WideColumn { Codes: not null } wide: OfCodes(wide, least, greatest, batch, bit, bits); break;
                case DaysColumn days: OfDays(days, least, greatest, batch, bit, bits); break;
                default: OfValues(column, least, greatest, batch, bit, bits); break;
            }
        }

        return batch.Selected(_bits, _buffer);
    }

    private static void OfCodes(WideColumn wide, long least, long greatest, Batch batch, int bit, Span<byte> bits)
    {
        var (first, last) = wide.CodesBetween(least, greatest);
        if (first > last)
        {
            return;
        }

        // One comparison for both bounds: below the first, the difference wraps around.
        var width = (uint)(last - first);
        switch (wide.Codes!.Codes)
        {
            case ushort[] shorts:
                var narrow = shorts.AsSpan(batch.From, batch.Length);
                for (var row = 0; row < narrow.Length; row++)
                {
                    bits[row] |= (byte)(((uint)(narrow[row] - first) <= width ? 1 : 0) << bit);
                }

                break;
            case int[] ints:
                var codes = ints.AsSpan(batch.From, batch.Length);
                for (var row = 0; row < codes.Length; row++)
                {
                    bits[row] |= (byte)(((uint)(codes[row] - first) <= width ? 1 : 0) << bit);
                }

                break;
            default:
                OfValues(wide, least, greatest, batch, bit, bits);
                break;
        }
    }

    private static void OfDays(DaysColumn days, long least, long greatest, Batch batch, int bit, Span<byte> bits)
    {
        var (milestone, since) = (days.Milestone, days.Since);
        if (milestone is { Codes.Codes: ushort[] reached, Projection: null } && since is { Codes.Codes: ushort[] from, Projection: null })
        {
            var (reachedOn, fromOn) = ((long[])milestone.Values, (long[])since.Values);
            for (var row = 0; row < bits.Length; row++)
            {
                var day = reachedOn[reached[batch.From + row]];
                var distance = day - fromOn[from[batch.From + row]];
                bits[row] |= (byte)((day > 0 && distance >= least && distance <= greatest ? 1 : 0) << bit);
            }
        }
        else
        {
            OfValues(days, least, greatest, batch, bit, bits);
        }
    }

    private static void OfValues(Column column, long least, long greatest, Batch batch, int bit, Span<byte> bits)
    {
        for (var row = 0; row < bits.Length; row++)
        {
            var value = column.ValueAt(batch.From + row);
            bits[row] |= (byte)((value != Column.Null && value >= least && value <= greatest ? 1 : 0) << bit);
        }
    }
}
