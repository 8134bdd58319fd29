namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// The durable ids of a segment's rows in row order; a later publication uses them to find the rows that it replaces. Stored as differences of 1 to
/// 10 bytes, since neighbouring rows tend to have consecutive ids. Can only be read sequentially.
/// </summary>
internal sealed class RowIds
{
    private readonly byte[] _differences;
    private readonly int _rows;

    private RowIds(byte[] differences, int rows) => (_differences, _rows) = (differences, rows);

    public long Bytes => _differences.Length;

    public static RowIds Of(int rows, Func<int, long> idAt)
    {
        var differences = new byte[rows * 2 + 16];
        var (length, former) = (0, 0L);
        for (var row = 0; row < rows; row++)
        {
            var difference = idAt(row) - former;
            former += difference;
            if (length + 10 > differences.Length)
            {
                Array.Resize(ref differences, differences.Length + differences.Length / 2);
            }

            // Zigzag encoding: maps small signed differences to small unsigned ones.
            var rest = (ulong)(difference << 1 ^ difference >> 63);
            for (; rest >= 0x80; rest >>= 7)
            {
                differences[length++] = (byte)(rest | 0x80);
            }

            differences[length++] = (byte)rest;
        }

        return new RowIds(differences.AsSpan(0, length).ToArray(), rows);
    }

    /// <summary>Every row with its id, in row order.</summary>
    public IEnumerable<(int Row, long Id)> All()
    {
        var (at, id) = (0, 0L);
        for (var row = 0; row < _rows; row++)
        {
            ulong rest = 0;
            for (var shift = 0; ; shift += 7)
            {
                var part = _differences[at++];
                rest |= (ulong)(part & 0x7f) << shift;
                if (part < 0x80)
                {
                    break;
                }
            }

            id += (long)(rest >> 1) ^ -(long)(rest & 1);
            yield return (row, id);
        }
    }
}
