using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Answers all questions about the same rows of a fact in one pass over its segments. Rows are added to the cells of a few joints; finally the cells
/// are rolled up to each question's members.
/// </summary>
internal sealed class Pass : IDisposable
{
    private readonly FactTable _table;
    private readonly IReadOnlyList<Tally> _tallies;
    private readonly Masks _masks;
    private readonly Lanes _lanes;
    private readonly Workspace _workspace = new();
    private readonly List<JointCells> _joints = [];
    private readonly List<IdCells> _ids = [];

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
            distinct.AddRange(
                all.Where(a => a.Item.Kind == AggregateKind.Distinct)
                    .GroupBy(a => a.Item.Column!)
                    .Select(ids =>
                        (
                            new Need(tally, plan, [.. ids.Select((a, index) => (a.Index, index))], ids.Key),
                            (IReadOnlyList<int>)[.. ids.Select(a => _masks.Of(a.Item.Where))]
                        )
                    )
            );
        }

        var joining = new Joining(snapshot, table);
        _joints.AddRange(
            joining
                .Joints(counted)
                .Select(joint => new JointCells(
                    new LaneCells(joint, _lanes.All.Count, _workspace),
                    [.. joint.Needs.Select(need => new SpanCells(joining.Of(need), _lanes.All.Count, _workspace))]
                ))
        );
        _ids.AddRange(distinct.Select(d => new IdCells(joining.Of(d.Need), d.Masks, table.Segments, _workspace)));
    }

    /// <summary>The results in the order of the questions, and the number of rows scanned.</summary>
    public (IReadOnlyList<Tally> Tallies, long RowsScanned) Run(CancellationToken cancellation)
    {
        var scanned = _table.Segments.Sum(live => new SegmentScan(live, _masks, _lanes, _joints, _ids, _workspace).Run(cancellation));
        foreach (var joint in _joints)
        {
            joint.Read.Leave();
            foreach (var (need, ofSpans) in joint.Read.Joint.Needs.Zip(joint.OfSpans))
            {
                RollUp.Of(joint.Read, need);
                RollUp.Of(ofSpans, need);
            }
        }

        foreach (var cells in _ids)
            RollUp.Of(cells, cells.Joint.Needs[0]);
        return (_tallies, scanned);
    }

    public void Dispose() => _workspace.Dispose();
}
