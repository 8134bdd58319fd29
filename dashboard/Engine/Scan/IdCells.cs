using System.Numerics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Cells that count distinct ids of a column exactly, with a bitmap per cell or, where bitmaps would be too large, a set of the ids that occur. Each
/// mask has its own.
/// </summary>
internal sealed class IdCells : Cells
{
    private const long MostBits = 1L << 28;

    private readonly IReadOnlyList<int> _masks;
    private readonly long _origin;
    private readonly int _words;
    private readonly ulong[][]? _bits;
    private readonly HashSet<(int Place, long Id)>[] _ids;
    private readonly HashSet<int> _occurring = [];
    private ILookup<int, long>[]? _idsByPlace;
    private IdSource? _source;
    private Column? _column;
    private SpanIds? _kept;

    /// <param name="joint">The joint whose cells these are.</param>
    /// <param name="masks">The masks within which ids are counted.</param>
    /// <param name="segments">All segments that will be scanned.</param>
    /// <param name="workspace">Provides the bitmaps.</param>
    public IdCells(Joint joint, IReadOnlyList<int> masks, IReadOnlyList<LiveSegment> segments, Workspace workspace)
        : base(joint)
    {
        _masks = masks;
        _ids = [.. masks.Select(_ => new HashSet<(int, long)>())];
        var ranges = segments.Select(s => s.Segment.Columns[joint.Distinct!].Range).ToList();
        _origin = IdSource.OriginOf(ranges.Min(r => r.Least));
        var places = (UInt128)(Math.Max(1, ranges.Max(r => r.Greatest)) - _origin) + 1;
        if (IsDirect && places * (UInt128)joint.Cells <= (UInt128)MostBits)
        {
            _words = (int)((places + 63) / 64);
            _bits = [.. masks.Select(_ => workspace.Take<ulong>(joint.Cells * _words))];
        }
    }

    public override bool Occurs(int place) => _occurring.Contains(place);

    public override void Enter(LiveSegment live)
    {
        base.Enter(live);
        _column = live.Segment.Columns[Joint.Distinct!];
        _source = new IdSource(_column, _origin);
        _kept = null;
    }

    /// <summary>
    /// Adds all rows of a span without scanning them, if the ids that occur in it are cached or can be, and all of its rows lie in one cell.
    /// </summary>
    /// <param name="segment">The segment that was entered last.</param>
    /// <param name="span">The span.</param>
    /// <param name="all">All masks of the pass.</param>
    public bool TakeWhole(Segment segment, int span, Masks all)
    {
        var (first, next) = segment.Span(span);
        Enter(first, next);
        if (_bits is null || Varying.Count > 0 || !(_kept ??= new SpanIds(all, _masks, segment, Joint.Distinct!)).CanTell(span))
        {
            return false;
        }

        _occurring.Add((int)Start);
        for (var index = 0; index < _masks.Count; index++)
        {
            Kernels.Unite(_kept.Of(span, index), _bits[index].AsSpan((int)Start * _words + (int)((_kept.Origin - _origin) / 64)));
        }

        return true;
    }

    public void Take(Batch batch, IReadOnlyList<byte[]> masks)
    {
        var isOne = IsDirect && Varying.Count == 0;
        var places = isOne ? default : PlacesOf(batch, masks[0]);
        if (isOne)
        {
            if (masks[0].AsSpan(0, batch.Length).ContainsAnyExcept((byte)0))
                _occurring.Add((int)Start);
        }
        else
        {
            var last = -1;
            for (var row = 0; row < places.Length; row++)
            {
                if ((masks[0][row] & 1) != 0 && places[row] != last)
                    _occurring.Add(last = places[row]);
            }
        }

        for (var index = 0; index < _masks.Count; index++)
        {
            var (mask, bit) = (masks[_masks[index] / Masks.PerPlane], _masks[index] % Masks.PerPlane);
            if (_bits is not null && isOne)
            {
                Kernels.Mark(_source!.Of(batch), _source.Start, mask, bit, _bits[index].AsSpan((int)Start * _words, _words));
            }
            else if (_bits is not null)
            {
                Kernels.Mark(places, _source!.Of(batch), _source.Start, mask, bit, _bits[index], _words);
            }
            else
            {
                for (var row = 0; row < batch.Length; row++)
                {
                    if (((mask[row] >> bit) & 1) != 0 && _column!.ValueAt(batch.From + row) is > 0 and var id)
                        _ids[index].Add((isOne ? (int)Start : places[row], id));
                }
            }
        }
    }

    /// <summary>Number of distinct ids in several places together, within the mask at that index.</summary>
    public long DistinctOf(int index, IReadOnlyList<int> places)
    {
        if (_bits is null)
        {
            _idsByPlace ??= [.. _ids.Select(ids => ids.ToLookup(i => i.Place, i => i.Id))];
            return places.SelectMany(place => _idsByPlace[index][place]).Distinct().LongCount();
        }

        var (bits, count) = (_bits[index], 0L);
        for (var word = 0; word < _words; word++)
        {
            var all = 0UL;
            for (var at = 0; at < places.Count; at++)
                all |= bits[places[at] * _words + word];
            // Bit 0 is reserved for rows without an id.
            count += BitOperations.PopCount(word == 0 ? all & ~1UL : all);
        }

        return count;
    }
}
