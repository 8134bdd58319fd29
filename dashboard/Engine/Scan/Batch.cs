namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Some rows of one block, few enough for the processor's nearest memory, of which those that pass are selected. Columns are read through it: as they lie where all rows pass, else moved
/// together, once for all who ask.
/// </summary>
internal sealed class Batch
{
    public const int Size = 4_096;

    private readonly Dictionary<object, (Array Buffer, int Stamp)> _gathered = new(ReferenceEqualityComparer.Instance);
    private readonly int[] _selected = new int[Size + 1];
    private int _stamp;

    public byte[] Mask { get; } = new byte[Size];

    public int From { get; private set; }

    /// <summary>Rows before selection.</summary>
    public int Length { get; private set; }

    /// <summary>Rows that passed.</summary>
    public int Count { get; private set; }

    private bool IsWhole => Count == Length;

    public void Take(int from, int length)
    {
        (From, Length, Count) = (from, length, length);
        _stamp++;
    }

    /// <summary>Selects the rows whose <see cref="Mask"/> is 1.</summary>
    public void Select() => Count = Kernels.Select(Mask.AsSpan(0, Length), _selected);

    /// <summary>The selected rows' part of an array that has one entry per row of the segment.</summary>
    public ReadOnlySpan<T> Of<T>(T[] column) where T : unmanaged
    {
        if (IsWhole)
        {
            return column.AsSpan(From, Length);
        }

        var (buffer, stamp) = _gathered.GetValueOrDefault(column);
        buffer ??= new T[Size];
        var moved = (T[])buffer;
        if (stamp != _stamp)
        {
            Kernels.Gather<T>(column.AsSpan(From, Length), _selected.AsSpan(0, Count), moved);
            _gathered[column] = (buffer, _stamp);
        }

        return moved.AsSpan(0, Count);
    }

    /// <summary>The selected ones of something that was worked out for every row of the batch.</summary>
    public ReadOnlySpan<byte> Selected(byte[] worked, byte[] buffer)
    {
        if (IsWhole)
        {
            return worked.AsSpan(0, Length);
        }

        Kernels.Gather<byte>(worked.AsSpan(0, Length), _selected.AsSpan(0, Count), buffer);
        return buffer.AsSpan(0, Count);
    }

    /// <summary>The selected rows, as places in the segment.</summary>
    public int RowAt(int index) => From + (IsWhole ? index : _selected[index]);
}
