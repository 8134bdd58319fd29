using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// The cells of a joint while rows are added to them, and the lookup of each row's cell. With few possible cells, the key is the index of the cell
/// (its place); with many, only the keys that occur get a place, found by hashing. Not thread-safe.
/// </summary>
internal abstract class Cells(Joint joint)
{
    /// <summary>Above this number of possible cells, hashing is used.</summary>
    private const int MostDirect = 1 << 16;

    /// <summary>Limit on places; an answer with more has too many rows.</summary>
    private const int MostPlaces = 1 << 17;

    private readonly Dictionary<long, int> _slots = [];
    private readonly List<long> _keys = [];
    private int[]? _cellOf;
    private long[]? _keyOf;
    private readonly List<KeySource> _varying = [];
    private IReadOnlyList<KeySource> _sources = [];
    private long _segmentStart;

    public Joint Joint => joint;

    public bool IsDirect { get; } = joint.Cells <= MostDirect;

    /// <summary>True if rows needed more places than the limit.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Number of places.</summary>
    public int Places => IsDirect ? (int)joint.Cells : _keys.Count;

    /// <summary>The part of the key that is the same for all rows of the entered blocks, from their zones.</summary>
    protected long Start { get; private set; }

    /// <summary>The columns that vary within the entered blocks.</summary>
    protected IReadOnlyList<KeySource> Varying => _varying;

    /// <summary>The key of a place.</summary>
    public long KeyAt(int place) => IsDirect ? place : _keys[place];

    /// <summary>True if any row was added to the place.</summary>
    public abstract bool Occurs(int place);

    public virtual void Enter(LiveSegment live)
    {
        (_sources, _segmentStart) = KeySource.Of(joint, live.Segment, IsDirect);
        _varying.Clear();
    }

    public void Enter(int block) => Enter(block, block + 1);

    /// <summary>Moves to the blocks [first, next).</summary>
    public virtual void Enter(int first, int next)
    {
        Start = _segmentStart;
        _varying.Clear();
        foreach (var source in _sources)
        {
            if (source.Constant(first, next) is { } constant)
                Start += constant;
            else
                _varying.Add(source);
        }
    }

    /// <summary>The keys of a batch's rows, minus <see cref="Start"/>; for direct joints only.</summary>
    protected Span<int> KeysOf(Batch batch)
    {
        var keys = (_cellOf ??= new int[Batch.Size]).AsSpan(0, batch.Length);
        if (_varying.Count == 0)
            keys.Clear();
        for (var index = 0; index < _varying.Count; index++)
        {
            _varying[index].Look(batch, keys, 0, index == 0);
        }

        return keys;
    }

    /// <summary>The places of a batch's rows.</summary>
    protected Span<int> PlacesOf(Batch batch, ReadOnlySpan<byte> masks)
    {
        if (IsDirect)
        {
            var direct = KeysOf(batch);
            var start = (int)Start;
            for (var row = 0; row < direct.Length; row++)
                direct[row] += start;
            return direct;
        }

        var places = (_cellOf ??= new int[Batch.Size]).AsSpan(0, batch.Length);
        var keys = (_keyOf ??= new long[Batch.Size]).AsSpan(0, batch.Length);
        keys.Fill(Start);
        foreach (var source in _varying)
        {
            source.Look(batch, keys, 0L, isFirst: false);
        }

        for (var row = 0; row < keys.Length; row++)
        {
            // Rows outside the pass must not create a place.
            if ((masks[row] & 1) == 0)
            {
                places[row] = 0;
                continue;
            }

            if (!_slots.TryGetValue(keys[row], out var place))
            {
                if (_keys.Count == MostPlaces)
                {
                    IsCut = true;
                    places[row] = 0;
                    continue;
                }

                _slots[keys[row]] = place = _keys.Count;
                _keys.Add(keys[row]);
            }

            places[row] = place;
        }

        return places;
    }
}
