using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The sums by code of those columns that a pass needs in a segment. Not thread-safe.</summary>
internal sealed class SpanSums(Lanes lanes, Segment segment)
{
    private readonly List<CodeSums> _columns = [];
    private readonly Vector128<ulong>[] _rows = new Vector128<ulong>[Batch.Size];
    private IReadOnlyList<LaneWords>? _words;
    private List<MaskPlane> _planes = [];

    /// <summary>The sums by the codes of a column; null: of all rows together.</summary>
    public CodeSums Of(CodeArray? codes)
    {
        var sums = _columns.Find(column => ReferenceEquals(column.Codes, codes));
        if (sums is null)
            _columns.Add(sums = new CodeSums(lanes, segment, codes));
        return sums;
    }

    /// <summary>Works out what is not kept yet of a span: for all columns in one go.</summary>
    public void Provide(int span, IReadOnlyCollection<CodeSums> columns)
    {
        var missing = columns.Where(column => !column.IsKept(span)).Distinct().ToList();
        if (missing.Count == 0)
        {
            return;
        }

        if (_words is null)
        {
            var (masks, live) = (lanes.Masks.OfEveryRow(), new LiveSegment(segment, null));
            (_words, _planes) = (LaneWords.Of(lanes, segment), [.. Enumerable.Range(0, masks.Planes).Select(plane => new MaskPlane(masks, plane, live))]);
        }

        missing.ForEach(column => column.Begin(span, _words));
        var (first, next) = segment.Span(span);
        for (var block = first; block < next; block++)
        {
            _planes.ForEach(plane => plane.Enter(block));
            foreach (var batch in Batch.Of(segment.Block(block)))
            {
                byte[][] ofRows = [.. _planes.Select(plane => plane.Of(batch))];
                for (var layout = 0; layout < _words.Count; layout++)
                {
                    var rows = _rows.AsSpan(0, batch.Length);
                    _words[layout].Fill(ofRows, batch, rows);
                    foreach (var column in missing)
                        column.Add(batch, layout, rows);
                }
            }

            missing.ForEach(column => column.EndBlock(span, block));
        }

        missing.ForEach(column => column.Keep(span));
    }
}
