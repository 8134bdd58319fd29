using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The ids of a column for the rows of a batch, counted from 1 or so that they make a bitmap's places: 0 for ids below 1, which stand for nobody.
/// </summary>
/// <param name="column">The ids.</param>
/// <param name="origin">What is taken off the ids, as <see cref="OriginOf"/> tells it.</param>
internal sealed class IdSource(Column column, long origin)
{
    private readonly int[] _ids = new int[Batch.Size];
    private readonly int[]? _codes = column is WideColumn { Codes.Codes: int[] codes, Factor: 1, HasNulls: false, Base: > 0 } ? codes : null;

    /// <summary>
    /// What is to be taken off ids of which none above 0 is less than <paramref name="least"/>: whole words of a bitmap, so that those of other
    /// origins can be united with it.
    /// </summary>
    public static long OriginOf(long least) => (Math.Max(1, least) - 1) / 64 * 64;

    /// <summary>What is to be added to each of <see cref="Of"/>.</summary>
    public int Start => _codes is null ? 0 : (int)(((WideColumn)column).Base - origin);

    /// <summary>The ids of a batch's rows, less <see cref="Start"/>; as they are kept where they can be.</summary>
    public ReadOnlySpan<int> Of(Batch batch)
    {
        if (_codes is not null)
        {
            return _codes.AsSpan(batch.From, batch.Length);
        }

        var ids = _ids.AsSpan(0, batch.Length);
        for (var row = 0; row < ids.Length; row++)
        {
            ids[row] = column.ValueAt(batch.From + row) is > 0 and var id ? (int)(id - origin) : 0;
        }

        return ids;
    }
}
