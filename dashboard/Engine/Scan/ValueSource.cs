using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The values of a column that is summed, for the selected rows of a batch: 0 where they are not known.</summary>
internal sealed class ValueSource(Column column)
{
    private readonly long[] _values = new long[Batch.Size];
    private readonly long[]? _table = column is CodedColumn { Codes: not null } coded
        ? [.. Enumerable.Range(0, coded.Codes.Cardinality).Select(code => Known(coded.Values[coded.CodeOf(code)]))]
        : null;

    private int _count;

    /// <summary>The values of the batch that was taken last.</summary>
    public ReadOnlySpan<long> Values => _values.AsSpan(0, _count);

    public void Take(Batch batch)
    {
        _count = batch.Count;
        var values = _values.AsSpan(0, batch.Count);
        switch (column)
        {
            case CodedColumn { Codes: null } constant: values.Fill(Known(constant.Values[0])); break;
            case CodedColumn { Codes.Codes: byte[] bytes }: Kernels.Look(batch.Of(bytes), _table!, values, 0L, isFirst: true); break;
            case CodedColumn { Codes.Codes: ushort[] shorts }: Kernels.Look(batch.Of(shorts), _table!, values, 0L, isFirst: true); break;
            case WideColumn { Codes.Codes: ushort[] shorts } wide: OfCodes(wide, batch.Of(shorts), values); break;
            case WideColumn { Codes.Codes: int[] ints } wide: OfCodes(wide, batch.Of(ints), values); break;
            default:
                for (var row = 0; row < values.Length; row++)
                {
                    values[row] = Known(column.ValueAt(batch.RowAt(row)));
                }

                break;
        }
    }

    private static void OfCodes<T>(WideColumn wide, ReadOnlySpan<T> codes, Span<long> values) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        var (start, factor, unknown) = (wide.Base, wide.Factor, wide.HasNulls);
        values = values[..codes.Length];
        for (var row = 0; row < codes.Length; row++)
        {
            var code = long.CreateTruncating(codes[row]);
            values[row] = unknown && code == 0 ? 0 : start + factor * code;
        }
    }

    private static long Known(long value) => value == Column.Null ? 0 : value;
}
