using System.Numerics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The cells of a joint while rows are counted into them. Few cells are counted in arrays in which a cell's place is its key; of many possible ones only those that occur have a place,
/// found by hashing. Distinct ids are bits, one row of bits per cell, or where that would be too many, a set of cells and ids. Not thread-safe.
/// </summary>
internal sealed class Cells
{
    private const int MostDirect = 1 << 16;
    private const long MostBits = 1L << 28;

    private readonly Joint _joint;
    private readonly bool _isDirect;
    private readonly Dictionary<long, int> _slots = [];
    private readonly List<long> _keys = [];
    private readonly int[] _cellOf = new int[Batch.Size];
    private readonly long[] _keyOf = new long[Batch.Size];
    private readonly long _leastId;
    private readonly ulong[]? _bits;
    private readonly int _words;
    private readonly HashSet<(int Cell, long Id)> _ids = [];
    private IReadOnlyList<KeySource> _sources = [];
    private readonly List<KeySource> _varying = [];
    private long _segmentStart;
    private long _start;
    private int[] _counts;
    private long[][] _sums;
    private IdSource? _idSource;
    private Column? _idColumn;

    public Cells(Joint joint, IReadOnlyList<LiveSegment> segments)
    {
        _joint = joint;
        _isDirect = joint.Cells <= MostDirect;
        var places = _isDirect ? (int)joint.Cells : 1_024;
        _counts = new int[places];
        _sums = [.. joint.Sums.Select(_ => new long[places])];
        if (joint.Distinct is { } ids)
        {
            var ranges = segments.Select(s => s.Segment.Columns[ids].Range).ToList();
            (_leastId, var greatest) = (Math.Max(1, ranges.Min(r => r.Least)), Math.Max(1, ranges.Max(r => r.Greatest)));
            var distance = (UInt128)(greatest - _leastId) + 2;
            if (_isDirect && distance * (UInt128)places <= (UInt128)MostBits)
            {
                _words = (int)((distance + 63) / 64);
                _bits = new ulong[places * _words];
            }
        }
    }

    public void Enter(Segment segment)
    {
        (_sources, _segmentStart) = KeySource.Of(_joint, segment, _isDirect);
        if (_joint.Distinct is { } ids)
        {
            _idColumn = segment.Columns[ids];
            _idSource = new IdSource(_idColumn, _leastId);
        }
    }

    public void Enter(int block)
    {
        _start = _segmentStart;
        _varying.Clear();
        foreach (var source in _sources)
        {
            if (source.Constant(block) is { } constant) _start += constant;
            else _varying.Add(source);
        }
    }

    public void Take(Batch batch, IReadOnlyDictionary<string, ValueSource> values)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var cells = CellsOf(batch);
        if (_joint.Distinct is null)
        {
            if (_varying.Count == 0 && cells.Length > 0) _counts[cells[0]] += cells.Length;
            else Kernels.Count(cells, _counts);
            for (var sum = 0; sum < _sums.Length; sum++)
            {
                Kernels.Sum(cells, values[_joint.Sums[sum]].Values, _sums[sum]);
            }
        }
        else if (_bits is not null)
        {
            Kernels.Mark(cells, _idSource!.Of(batch), _bits, _words);
        }
        else
        {
            for (var row = 0; row < cells.Length; row++)
            {
                if (_idColumn!.ValueAt(batch.RowAt(row)) is > 0 and var id)
                {
                    _ids.Add((cells[row], id));
                }
            }
        }

        // Which cells occurred is told by counts; ids alone do not say it of rows that have none.
        if (_joint.Distinct is not null)
        {
            Kernels.Count(cells, _counts);
        }
    }

    /// <summary>Every cell that has rows: its place and its key.</summary>
    public IEnumerable<(int Place, long Key)> All()
    {
        var places = _isDirect ? _counts.Length : _keys.Count;
        for (var place = 0; place < places; place++)
        {
            if (_counts[place] > 0)
            {
                yield return (place, _isDirect ? place : _keys[place]);
            }
        }
    }

    public long Count(int place) => _counts[place];

    public long Sum(int sum, int place) => _sums[sum][place];

    /// <summary>Distinct ids of several cells together.</summary>
    public long DistinctOf(IReadOnlyList<int> places)
    {
        if (_bits is null)
        {
            var wanted = places.ToHashSet();
            _idsByCell ??= _ids.ToLookup(i => i.Cell, i => i.Id);
            return wanted.SelectMany(place => _idsByCell[place]).Distinct().LongCount();
        }

        var count = 0L;
        for (var word = 0; word < _words; word++)
        {
            var bits = 0UL;
            foreach (var place in places)
            {
                bits |= _bits[place * _words + word];
            }

            // Place 0 is nobody's.
            count += BitOperations.PopCount(word == 0 ? bits & ~1UL : bits);
        }

        return count;
    }

    private ILookup<int, long>? _idsByCell;

    private Span<int> CellsOf(Batch batch)
    {
        var cells = _cellOf.AsSpan(0, batch.Count);
        if (_isDirect)
        {
            for (var index = 0; index < _varying.Count; index++)
            {
                _varying[index].Look(batch, cells, (int)_start, index == 0);
            }

            if (_varying.Count == 0)
            {
                cells.Fill((int)_start);
            }

            return cells;
        }

        var keys = _keyOf.AsSpan(0, batch.Count);
        keys.Fill(_start);
        foreach (var source in _varying)
        {
            source.Look(batch, keys, 0L, isFirst: false);
        }

        for (var row = 0; row < keys.Length; row++)
        {
            if (!_slots.TryGetValue(keys[row], out var slot))
            {
                _slots[keys[row]] = slot = _keys.Count;
                _keys.Add(keys[row]);
                if (slot == _counts.Length)
                {
                    Array.Resize(ref _counts, 2 * slot);
                    for (var sum = 0; sum < _sums.Length; sum++)
                    {
                        Array.Resize(ref _sums[sum], 2 * slot);
                    }
                }
            }

            cells[row] = slot;
        }

        return cells;
    }
}
