using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>What of a segment's rows is looked at: the clauses that a block's zones do not decide are asked row by row. Only columns by dictionary are filtered by.</summary>
internal sealed class RowFilter(IReadOnlyList<Clause> clauses, LiveSegment live)
{
    private readonly BoundTest[][][] _clauses = [.. clauses.Select(clause => clause.Alternatives.Select(tests => tests.Select(test => new BoundTest(test, live.Segment)).ToArray()).ToArray())];
    private readonly byte[] _any = new byte[Batch.Size];
    private readonly byte[] _all = new byte[Batch.Size];
    private readonly List<BoundTest[][]> _open = [];
    private bool _hasDead;

    /// <summary>Looks at a block's zones: false where none of its rows passes.</summary>
    public bool Enter(int block)
    {
        _open.Clear();
        foreach (var clause in _clauses)
        {
            var outcomes = clause.Select(tests => tests.Aggregate((bool?)true, (so, test) => And(so, test.Of(block)))).ToArray();
            if (Array.Exists(outcomes, outcome => outcome == true))
            {
                continue;
            }

            if (Array.TrueForAll(outcomes, outcome => outcome == false))
            {
                return false;
            }

            _open.Add(clause);
        }

        var (from, to) = live.Segment.Block(block);
        _hasDead = live.Dead?.AnyIn(from, to) == true;
        return true;

        static bool? And(bool? left, bool? right) => left == false || right == false ? false : left is null || right is null ? null : true;
    }

    /// <summary>Selects a batch's rows.</summary>
    public void Apply(Batch batch)
    {
        if (_open.Count == 0 && !_hasDead)
        {
            return;
        }

        var mask = batch.Mask.AsSpan(0, batch.Length);
        mask.Fill(1);
        foreach (var clause in _open)
        {
            if (clause is [var tests])
            {
                Array.ForEach(tests, test => test.Keep(batch, batch.Mask));
                continue;
            }

            var any = _any.AsSpan(0, batch.Length);
            var all = _all.AsSpan(0, batch.Length);
            any.Clear();
            foreach (var alternative in clause)
            {
                all.Fill(1);
                Array.ForEach(alternative, test => test.Keep(batch, _all));
                for (var row = 0; row < all.Length; row++)
                {
                    any[row] |= all[row];
                }
            }

            for (var row = 0; row < any.Length; row++)
            {
                mask[row] &= any[row];
            }
        }

        if (_hasDead)
        {
            for (var row = 0; row < mask.Length; row++)
            {
                if (live.Dead!.Holds(batch.From + row))
                {
                    mask[row] = 0;
                }
            }
        }

        batch.Select();
    }

    /// <summary>A test of a segment's column: which physical codes pass, and how many do below each.</summary>
    private sealed class BoundTest
    {
        private readonly CodeArray? _codes;
        private readonly byte[] _passes;
        private readonly int[] _passing;

        public BoundTest(Test test, Segment segment)
        {
            var column = (CodedColumn)segment.Columns[test.Column];
            byte[] own = [.. column.Values.Select(value => test.Holds(value) ? (byte)1 : (byte)0)];
            _codes = column.Codes;
            _passes = _codes is null || column.Projection is null ? own : [.. column.Projection.Select(code => own[code])];
            _passing = new int[_passes.Length + 1];
            for (var code = 0; code < _passes.Length; code++)
            {
                _passing[code + 1] = _passing[code] + _passes[code];
            }
        }

        /// <summary>Whether all (true) or none (false) of a block's rows pass.</summary>
        public bool? Of(int block)
        {
            var (least, greatest) = _codes?.Zone(block) ?? (0, 0);
            var passing = _passing[greatest + 1] - _passing[least];
            return passing == 0 ? false : passing == greatest - least + 1 ? true : null;
        }

        public void Keep(Batch batch, byte[] mask)
        {
            var rows = mask.AsSpan(0, batch.Length);
            switch (_codes?.Codes)
            {
                case byte[] bytes: Kernels.Keep<byte>(bytes.AsSpan(batch.From, batch.Length), _passes, rows); break;
                case ushort[] shorts: Kernels.Keep<ushort>(shorts.AsSpan(batch.From, batch.Length), _passes, rows); break;
                case int[] ints: Kernels.Keep<int>(ints.AsSpan(batch.From, batch.Length), _passes, rows); break;
                case null when _passes[0] == 0: rows.Clear(); break;
            }
        }
    }
}
