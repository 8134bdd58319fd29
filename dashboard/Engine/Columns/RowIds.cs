namespace Analytics.Dashboard.Engine.Columns;

/// <summary>
/// The durable ids of a segment's rows in their order, by which a later publication finds the rows that it replaces. Kept as differences of 1 to 10
/// bytes, since
/// rows that lie beside each other came one after the other; read from the first to the last only.
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

            // Signed to unsigned, small ones staying small.
            var rest = (ulong)(difference << 1 ^ difference >> 63);
            for (; rest >= 0x80; rest >>= 7)
            {
                differences[length++] = (byte)(rest | 0x80);
            }

            differences[length++] = (byte)rest;
        }

        return new RowIds(differences.AsSpan(0, length).ToArray(), rows);
    }

    /// <summary>Every row and its id, in the rows' order.</summary>
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
