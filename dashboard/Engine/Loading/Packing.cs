using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Packs columns with few values into shared bytes: while at most 256 combinations of their codes occur, one byte per row holds all of them, and each
/// column decodes its own code with a table of 256 entries. Starts with the widest columns, so that narrow ones fill the remaining room.
/// </summary>
internal sealed class Packing(RowOrder order)
{
    private const int Most = 256;

    private readonly List<(string Name, Coding Coding)> _columns = [];

    /// <summary>Takes a column with few, but more than one, values; declines others.</summary>
    public bool Takes(string name, Coding coding)
    {
        if (coding.Values.Length is < 2 or > Most || coding.Codes is not byte[])
        {
            return false;
        }

        _columns.Add((name, coding));
        return true;
    }

    public IEnumerable<(string Name, CodedColumn Column)> Build()
    {
        var packs = new List<Pack>();
        foreach (var (name, coding) in _columns.OrderByDescending(c => c.Coding.Values.Length))
        {
            if (!packs.Any(pack => pack.Takes(name, coding)))
            {
                packs.Add(new Pack(name, coding, order.Rows.Length));
            }
        }

        return packs.SelectMany(pack => pack.Build(order));
    }

    private sealed class Pack
    {
        private readonly List<(string Name, Coding Coding)> _columns;
        private readonly byte[] _codes;
        private List<byte[]> _tuples;

        public Pack(string name, Coding coding, int rows)
        {
            _columns = [(name, coding)];
            _codes = ((byte[])coding.Codes).AsSpan(0, rows).ToArray();
            _tuples = [.. Enumerable.Range(0, coding.Values.Length).Select(code => new[] { (byte)code })];
        }

        public bool Takes(string name, Coding coding)
        {
            var (others, several) = ((byte[])coding.Codes, coding.Values.Length);
            var seen = new short[_tuples.Count * several];
            Array.Fill(seen, (short)-1);
            var tuples = new List<byte[]>();
            for (var row = 0; row < _codes.Length; row++)
            {
                ref var tuple = ref seen[_codes[row] * several + others[row]];
                if (tuple < 0)
                {
                    if (tuples.Count == Most)
                    {
                        return false;
                    }

                    tuple = (short)tuples.Count;
                    tuples.Add([.. _tuples[_codes[row]], others[row]]);
                }
            }

            for (var row = 0; row < _codes.Length; row++)
            {
                _codes[row] = (byte)seen[_codes[row] * several + others[row]];
            }

            _tuples = tuples;
            _columns.Add((name, coding));
            return true;
        }

        public IEnumerable<(string Name, CodedColumn Column)> Build(RowOrder order)
        {
            // Sort by the first (widest) column, so that its zone map stays useful.
            var places = new int[_tuples.Count];
            int[] sorted = [.. Enumerable.Range(0, places.Length).OrderBy(t => _columns[0].Coding.Places[_tuples[t][0]])];
            foreach (var (place, tuple) in sorted.Index())
            {
                places[tuple] = place;
            }

            var packed = new byte[order.Rows.Length];
            for (var row = 0; row < packed.Length; row++)
            {
                packed[row] = (byte)places[_codes[order.Rows[row]]];
            }

            var codes = CodeArray.Of(packed, _tuples.Count);
            return _columns
                .Select(
                    (column, index) =>
                        (
                            column.Name,
                            new CodedColumn(
                                codes,
                                _columns.Count == 1 ? null : [.. sorted.Select(t => (byte)column.Coding.Places[_tuples[t][index]])],
                                column.Coding.Values
                            )
                        )
                )
                .ToList();
        }
    }
}
