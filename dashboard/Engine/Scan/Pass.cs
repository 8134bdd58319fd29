using System.Runtime.Intrinsics;
using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Answers all questions to one fact that are about the same rows, in one pass over its blocks: for each batch of rows it is worked out once in which masks they are and what they add to the
/// lanes; then each joint adds that to its cells. In the end the cells are added up to each question's members.
/// </summary>
internal sealed class Pass : IDisposable
{
    private readonly FactTable _table;
    private readonly IReadOnlyList<Tally> _tallies;
    private readonly Masks _masks;
    private readonly Lanes _lanes;
    private readonly Workspace _workspace = new();
    private readonly List<(Joint Joint, LaneCells Cells)> _lanesOf = [];
    private readonly List<(Joint Joint, IdCells Cells)> _idsOf = [];

    public Pass(Snapshot snapshot, FactTable table, IReadOnlyList<QuestionPlan> plans)
    {
        (_table, _masks) = (table, new Masks(plans[0].Rows));
        _lanes = new Lanes(_masks);
        _tallies = [.. plans.Select(plan => new Tally(plan))];
        if (table.Segments.Count == 0)
        {
            return;
        }

        var (counted, distinct) = (new List<Need>(), new List<(Need Need, IReadOnlyList<int> Masks)>());
        foreach (var (tally, plan) in _tallies.Zip(plans))
        {
            var all = plan.Aggregates.Index().ToList();
            counted.Add(new Need(tally, plan, [.. all.Where(a => a.Item.Kind != AggregateKind.Distinct).Select(a => (a.Index, _lanes.Of(a.Item)))], null));
            distinct.AddRange(all.Where(a => a.Item.Kind == AggregateKind.Distinct).GroupBy(a => a.Item.Column!).Select(ids => (
                new Need(tally, plan, [.. ids.Select((a, index) => (a.Index, index))], ids.Key), (IReadOnlyList<int>)[.. ids.Select(a => _masks.Of(a.Item.Where))])));
        }

        var joining = new Joining(snapshot, table);
        _lanesOf.AddRange(joining.Joints(counted).Select(joint => (joint, new LaneCells(joint, _lanes.All.Count, _workspace))));
        _idsOf.AddRange(distinct.Select(d => joining.Of(d.Need)).Zip(distinct, (joint, d) => (joint, new IdCells(joint, d.Masks, table.Segments, _workspace))));
    }

    /// <summary>What was found, in the questions' order, and how many rows were looked at.</summary>
    public (IReadOnlyList<Tally> Tallies, long RowsScanned) Run(CancellationToken cancellation)
    {
        var scanned = _table.Segments.Sum(live => Scan(live, cancellation));
        foreach (var (joint, cells) in _lanesOf)
        {
            cells.Leave();
            foreach (var need in joint.Needs) new RollUp(joint, need).Of(cells);
        }

        foreach (var (joint, cells) in _idsOf)
        {
            foreach (var need in joint.Needs) new RollUp(joint, need).Of(cells);
        }

        return (_tallies, scanned);
    }

    public void Dispose() => _workspace.Dispose();

    private long Scan(LiveSegment live, CancellationToken cancellation)
    {
        var (segment, scanned) = (live.Segment, 0L);
        var looked = new MaskPlane(new Masks(_masks.Rows), 0, live);
        var planes = Enumerable.Range(0, _masks.Planes).Select(plane => new MaskPlane(_masks, plane, live)).ToList();
        var words = LaneWords.Of(_lanes, segment);
        var rows = words.Select(_ => new Vector128<ulong>[Batch.Size]).ToList();
        foreach (var (_, cells) in _lanesOf) cells.Enter(live, words);
        foreach (var (_, cells) in _idsOf) cells.Enter(live);
        var (masks, open) = (new byte[planes.Count][], new List<LaneCells>());
        BlockTotals? totals = null;
        for (var block = 0; block < segment.Blocks; block++)
        {
            looked.Enter(block);
            if ((looked.Start & 1) == 0)
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var (from, to) = segment.Block(block);
            scanned += to - from;
            open.Clear();
            foreach (var (_, cells) in _lanesOf)
            {
                cells.Enter(block);
                if (looked.IsDecided && cells.IsOneCell) cells.Take((totals ??= BlockTotals.Of(_lanes, segment)).Block(block));
                else open.Add(cells);
            }

            if (open.Count == 0 && _idsOf.Count == 0)
            {
                continue;
            }

            foreach (var plane in planes) plane.Enter(block);
            foreach (var (_, cells) in _idsOf) cells.Enter(block);
            foreach (var batch in Batch.Of((from, to)))
            {
                for (var plane = 0; plane < masks.Length; plane++) masks[plane] = planes[plane].Of(batch);
                for (var index = 0; index < words.Count && open.Count > 0; index++) words[index].Fill(masks, batch, rows[index].AsSpan(0, batch.Length));
                foreach (var cells in open) cells.Take(batch, masks[0], rows);
                foreach (var (_, cells) in _idsOf) cells.Take(batch, masks);
            }
        }

        return scanned;
    }
}
