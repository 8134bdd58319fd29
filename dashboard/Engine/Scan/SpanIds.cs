using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Which ids of a column occur in some masks over all rows of a segment's spans, a bit for each id. Where a pass looks at every row of a span, that
/// is all it needs to know of it. Kept with
/// the segment once it has been asked for. Not thread-safe.
/// </summary>
internal sealed class SpanIds
{
    private readonly Masks _masks;
    private readonly IReadOnlyList<int> _wanted;
    private readonly Segment _segment;
    private readonly IdSource _source;
    private readonly int _words;
    private readonly ulong[]?[][] _byMask;
    private List<MaskPlane>? _planes;

    /// <param name="masks">All masks of the pass.</param>
    /// <param name="wanted">Those of which ids are asked for.</param>
    /// <param name="segment">Whose rows.</param>
    /// <param name="column">The ids.</param>
    public SpanIds(Masks masks, IReadOnlyList<int> wanted, Segment segment, string column)
    {
        var (least, greatest) = segment.Columns[column].Range;
        Origin = IdSource.OriginOf(least);
        (_masks, _wanted, _segment, _source) = (masks, wanted, segment, new IdSource(segment.Columns[column], Origin));
        _words = (int)Math.Min(int.MaxValue, (Math.Max(Origin, greatest) - Origin) / 64 + 1);
        _byMask = [.. wanted.Select(mask => segment.Kept.Of<ulong>(null, $"ids of {column}\n{masks.TextOf(mask)}"))];
    }

    /// <summary>The id of the first bit, which stands for nobody.</summary>
    public long Origin { get; }

    /// <summary>True where the bits of a span are kept, or may be: they take no more than a byte for each of its rows.</summary>
    public bool CanTell(int span) =>
        IsKept(span) || ((long)_words * sizeof(ulong) <= _segment.RowsOf(span) && _segment.Kept.HasRoomFor((long)_words * sizeof(ulong) * _wanted.Count));

    /// <summary>The bits of the ids that occur in a span, in the mask of that index.</summary>
    public ReadOnlySpan<ulong> Of(int span, int index)
    {
        if (!IsKept(span))
            Mark(span);
        return _byMask[index][span];
    }

    private bool IsKept(int span) => Array.TrueForAll(_byMask, mask => mask[span] is not null);

    private void Mark(int span)
    {
        var (masks, live) = (_masks.OfEveryRow(), new LiveSegment(_segment, null));
        _planes ??= [.. Enumerable.Range(0, masks.Planes).Select(plane => new MaskPlane(masks, plane, live))];
        var found = _wanted.Select(_ => new ulong[_words]).ToArray();
        var (first, next) = _segment.Span(span);
        for (var block = first; block < next; block++)
        {
            _planes.ForEach(plane => plane.Enter(block));
            foreach (var batch in Batch.Of(_segment.Block(block)))
            {
                byte[][] ofRows = [.. _planes.Select(plane => plane.Of(batch))];
                for (var index = 0; index < found.Length; index++)
                {
                    Kernels.Mark(_source.Of(batch), _source.Start, ofRows[_wanted[index] / Masks.PerPlane], _wanted[index] % Masks.PerPlane, found[index]);
                }
            }
        }

        for (var index = 0; index < found.Length; index++)
        {
            // Where another segment's ids lie lower, the first bit is that of an id.
            found[index][0] &= ~1UL;
            _segment.Kept.Keep(_byMask[index], span, found[index]);
        }
    }
}
