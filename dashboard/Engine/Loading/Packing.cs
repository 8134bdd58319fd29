using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Loading;

/// <summary>
/// Puts columns of few values together into bytes: as long as no more than 256 combinations of their codes occur, one byte a row holds them all, and
/// each column reads its own code
/// from it by a table of 256 entries. The widest columns come first, so that narrow ones fill what they leave.
/// </summary>
internal sealed class Packing(RowOrder order)
{
    private const int Most = 256;

    private readonly List<(string Name, Coding Coding)> _columns = [];

    /// <summary>Takes a column of few but several values; others are none of its business.</summary>
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
            // Ascending by the first, widest column: its zones are then of use.
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
