using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>Scans blocks of a segment. Not thread-safe.</summary>
internal sealed class BlockReader
{
    private readonly Segment _segment;
    private readonly List<MaskPlane> _planes;
    private readonly IReadOnlyList<LaneWords> _words;
    private readonly byte[][] _maskOf;
    private readonly List<Vector128<ulong>[]> _rows;

    public BlockReader(LiveSegment live, Masks masks, Lanes lanes, IReadOnlyList<JointCells> joints, Workspace workspace)
    {
        (_segment, _words) = (live.Segment, LaneWords.Of(lanes, live.Segment));
        _planes = [.. Enumerable.Range(0, masks.Planes).Select(plane => new MaskPlane(masks, plane, live))];
        (_maskOf, _rows) = (new byte[_planes.Count][], [.. _words.Select(_ => workspace.Take<Vector128<ulong>>(Batch.Size))]);
        foreach (var joint in joints)
            joint.Read.Enter(live, _words);
    }

    /// <summary>Adds the rows of a block to the cells.</summary>
    public void Read(int block, List<LaneCells> lanes, List<IdCells> ids)
    {
        _planes.ForEach(plane => plane.Enter(block));
        lanes.ForEach(cells => cells.Enter(block));
        ids.ForEach(cells => cells.Enter(block));
        foreach (var batch in Batch.Of(_segment.Block(block)))
        {
            for (var plane = 0; plane < _maskOf.Length; plane++)
                _maskOf[plane] = _planes[plane].Of(batch);
            for (var index = 0; index < _words.Count && lanes.Count > 0; index++)
                _words[index].Fill(_maskOf, batch, _rows[index].AsSpan(0, batch.Length));
            foreach (var cells in lanes)
                cells.Take(batch, _maskOf[0], _rows);
            foreach (var cells in ids)
                cells.Take(batch, _maskOf);
        }
    }
}
