using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The cells of a joint: into which rows are read, and for each of its needs those of spans of which no row has to be.</summary>
internal sealed record JointCells(LaneCells Read, IReadOnlyList<SpanCells> OfSpans);

/// <summary>
/// A pass over one segment, span by span. What is kept of a whole span is taken where that tells all. Else its blocks are read: for each batch of
/// rows it is worked out once in which masks
/// they are and what they add to the lanes; then each joint adds that to its cells. Not thread-safe.
/// </summary>
internal sealed class SegmentScan
{
    private readonly Segment _segment;
    private readonly Masks _masks;
    private readonly IReadOnlyList<JointCells> _joints;
    private readonly IReadOnlyList<IdCells> _ids;
    private readonly MaskPlane _looked;
    private readonly SpanSums _sums;
    private readonly Lazy<BlockReader> _reader;
    private readonly List<LaneCells> _open = [];
    private readonly List<IdCells> _openIds = [];

    public SegmentScan(LiveSegment live, Masks masks, Lanes lanes, IReadOnlyList<JointCells> joints, IReadOnlyList<IdCells> ids, Workspace workspace)
    {
        (_segment, _masks, _joints, _ids) = (live.Segment, masks, joints, ids);
        (_looked, _sums) = (new MaskPlane(new Masks(masks.Rows), 0, live), new SpanSums(lanes, live.Segment));
        _reader = new Lazy<BlockReader>(() => new BlockReader(live, masks, lanes, joints, workspace));
        foreach (var ofSpans in joints.SelectMany(joint => joint.OfSpans))
            ofSpans.Enter(live);
        foreach (var cells in ids)
            cells.Enter(live);
    }

    /// <summary>Adds the segment to the cells; gives how many rows are in blocks that were asked for.</summary>
    public long Run(CancellationToken cancellation)
    {
        var rows = 0L;
        for (var span = 0; span < _segment.Spans; span++)
        {
            var (first, next) = _segment.Span(span);
            _looked.Enter(first, next);
            if ((_looked.Start & 1) == 0)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            TakeWhole(span);
            for (var block = first; block < next; block++)
            {
                _looked.Enter(block);
                if ((_looked.Start & 1) == 0)
                    continue;
                rows += _segment.RowsOf(block, block + 1);
                if (_open.Count > 0 || _openIds.Count > 0)
                    _reader.Value.Read(block, _open, _openIds);
            }
        }

        return rows;
    }

    /// <summary>Takes what tells all of the span without a look at its rows. For the others it has to be read.</summary>
    private void TakeWhole(int span)
    {
        _openIds.Clear();
        foreach (var cells in _ids)
        {
            if (!_looked.IsDecided || !cells.TakeWhole(_segment, span, _masks))
                _openIds.Add(cells);
        }

        _open.Clear();
        var found = new List<(SpanCells Cells, CodeSums Sums)>();
        foreach (var joint in _joints)
        {
            // Needs that are read together are read or taken together.
            var ofNeeds = joint.OfSpans.Select(cells => (Cells: cells, Sums: cells.Find(_segment, span, _looked, _sums))).ToList();
            if (ofNeeds.TrueForAll(need => need.Sums is not null))
                found.AddRange(ofNeeds!);
            else
                _open.Add(joint.Read);
        }

        _sums.Provide(span, [.. found.Select(need => need.Sums)]);
        found.ForEach(need => need.Cells.Take(span, need.Sums));
    }
}
