using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Eight masks in a segment. What their tests say of a physical column's code is one table of bytes, so that a row's masks are what its codes' bytes
/// have in common; blocks whose zones
/// decide everything need no look at their rows.
/// </summary>
internal sealed class MaskPlane
{
    private readonly List<(CodeArray Codes, byte[] Bits, int[] Changes)> _tables = [];
    private readonly List<(RowTest[][] Alternatives, byte Bits)> _others = [];
    private readonly List<(CodeArray Codes, byte[] Bits)> _open = [];
    private readonly DeadRows? _dead;
    private readonly Segment _segment;
    private readonly byte[] _any = new byte[Batch.Size];
    private readonly byte[] _all = new byte[Batch.Size];
    private readonly byte[] _bits = new byte[Batch.Size];
    private readonly byte _start = byte.MaxValue;
    private bool _hasDead;

    public MaskPlane(Masks masks, int plane, LiveSegment live)
    {
        (_segment, _dead) = (live.Segment, live.Dead);
        var tables = new Dictionary<CodeArray, byte[]>();
        foreach (var (clause, bits) in masks.OfPlane(plane))
        {
            if (clause.Alternatives is not [var tests] || tests.Any(test => _segment.Columns[test.Column] is not CodedColumn))
            {
                _others.Add(([.. clause.Alternatives.Select(all => all.Select(test => new RowTest(test, _segment.Columns[test.Column])).ToArray())], bits));
                continue;
            }

            foreach (var test in tests)
            {
                var column = (CodedColumn)_segment.Columns[test.Column];
                byte[] passes = [.. column.Values.Select(value => test.Holds(value) ? byte.MaxValue : (byte)~bits)];
                if (column.Codes is null)
                {
                    _start &= passes[0];
                    continue;
                }

                if (!tables.TryGetValue(column.Codes, out var table))
                {
                    tables[column.Codes] = table = new byte[column.Codes.Cardinality];
                    Array.Fill(table, byte.MaxValue);
                }

                for (var code = 0; code < table.Length; code++)
                {
                    table[code] &= passes[column.CodeOf(code)];
                }
            }
        }

        foreach (var (codes, table) in tables)
        {
            var changes = new int[table.Length];
            for (var code = 1; code < table.Length; code++)
            {
                changes[code] = changes[code - 1] + (table[code] == table[code - 1] ? 0 : 1);
            }

            _tables.Add((codes, table, changes));
        }
    }

    /// <summary>What the zones of the blocks that were entered last say: the masks that their rows may be in; 0: none of them is in any.</summary>
    public byte Start { get; private set; }

    /// <summary>All these rows are in the masks of <see cref="Start"/>: there is none to look at.</summary>
    public bool IsDecided => _open.Count == 0 && IsOfCodes;

    /// <summary>Which masks these rows are in is told by their codes in the columns of <see cref="Open"/>, and by nothing else.</summary>
    public bool IsOfCodes => _others.Count == 0 && !_hasDead;

    /// <summary>The columns of which the zones do not decide, and the masks that each of their codes passes.</summary>
    public IReadOnlyList<(CodeArray Codes, byte[] Bits)> Open => _open;

    public void Enter(int block) => Enter(block, block + 1);

    /// <summary>Goes to the blocks from one to before another.</summary>
    public void Enter(int first, int next)
    {
        _open.Clear();
        Start = _start;
        foreach (var (codes, bits, changes) in _tables)
        {
            var (least, greatest) = codes.Zone(first, next);
            if (changes[least] != changes[greatest])
                _open.Add((codes, bits));
            else
                Start &= bits[least];
        }

        _hasDead = _dead?.AnyIn(_segment.Block(first).From, _segment.Block(next - 1).To) == true;
    }

    /// <summary>The masks of each row of the batch.</summary>
    public byte[] Of(Batch batch)
    {
        var bits = _bits.AsSpan(0, batch.Length);
        bits.Fill(Start);
        foreach (var (codes, table) in _open)
        {
            switch (codes.Codes)
            {
                case byte[] bytes:
                    Kernels.Keep<byte>(bytes.AsSpan(batch.From, batch.Length), table, bits);
                    break;
                case ushort[] shorts:
                    Kernels.Keep<ushort>(shorts.AsSpan(batch.From, batch.Length), table, bits);
                    break;
                default:
                    Kernels.Keep<int>(((int[])codes.Codes).AsSpan(batch.From, batch.Length), table, bits);
                    break;
            }
        }

        foreach (var (alternatives, decided) in _others)
        {
            Decide(alternatives, decided, batch, bits);
        }

        for (var row = 0; _hasDead && row < bits.Length; row++)
        {
            if (_dead!.Holds(batch.From + row))
                bits[row] = 0;
        }

        return _bits;
    }

    private void Decide(RowTest[][] alternatives, byte decided, Batch batch, Span<byte> bits)
    {
        var any = _any.AsSpan(0, bits.Length);
        var all = _all.AsSpan(0, bits.Length);
        any.Clear();
        foreach (var tests in alternatives)
        {
            all.Fill(1);
            foreach (var test in tests)
                test.Keep(batch, all);
            for (var row = 0; row < any.Length; row++)
                any[row] |= all[row];
        }

        for (var row = 0; row < any.Length; row++)
        {
            bits[row] &= (byte)(~decided | (-any[row] & decided));
        }
    }
}
