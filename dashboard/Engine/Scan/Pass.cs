using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Answers all questions to one fact that are about the same rows, in one pass over its blocks: needs are put together into few joints, each batch of rows is counted into all of
/// them, and in the end the cells are added up to each question's members.
/// </summary>
internal sealed class Pass(Snapshot snapshot, FactTable table, IReadOnlyList<QuestionPlan> plans)
{
    /// <summary>More cells than this cost more to keep and add up than a joint of its own.</summary>
    private const long MostCells = 8_192;

    private readonly Dictionary<string, Projection> _projections = new(StringComparer.Ordinal);

    /// <summary>What was found, in the questions' order, and how many rows were looked at.</summary>
    public (IReadOnlyList<Tally> Tallies, long RowsScanned) Run(CancellationToken cancellation)
    {
        var tallies = plans.Select(plan => new Tally(plan)).ToList();
        if (table.Segments.Count == 0)
        {
            return (tallies, 0);
        }

        var joints = Joints(tallies).Select(joint => (Joint: joint, Cells: new Cells(joint, table.Segments))).ToList();
        var scanned = table.Segments.Sum(live => Scan(live, [.. joints.Select(j => j.Cells)], [.. joints.SelectMany(j => j.Joint.Sums).Distinct()], cancellation));
        foreach (var (joint, cells) in joints)
        {
            foreach (var need in joint.Needs)
            {
                new RollUp(joint, cells, need).Run();
            }
        }

        return (tallies, scanned);
    }

    private long Scan(LiveSegment live, IReadOnlyList<Cells> joints, IReadOnlyList<string> sums, CancellationToken cancellation)
    {
        var (segment, batch, scanned) = (live.Segment, new Batch(), 0L);
        var filter = new RowFilter(plans[0].Rows, live);
        var values = sums.ToDictionary(name => name, name => new ValueSource(segment.Columns[name]));
        foreach (var cells in joints)
        {
            cells.Enter(segment);
        }

        for (var block = 0; block < segment.Blocks; block++)
        {
            if (!filter.Enter(block))
            {
                continue;
            }

            cancellation.ThrowIfCancellationRequested();
            var (from, to) = segment.Block(block);
            scanned += to - from;
            foreach (var cells in joints)
            {
                cells.Enter(block);
            }

            for (var at = from; at < to; at += Batch.Size)
            {
                batch.Take(at, Math.Min(Batch.Size, to - at));
                filter.Apply(batch);
                foreach (var source in values.Values)
                {
                    source.Take(batch);
                }

                foreach (var cells in joints)
                {
                    cells.Take(batch, values);
                }
            }
        }

        return scanned;
    }

    private List<Joint> Joints(List<Tally> tallies)
    {
        var needs = new List<(Need Need, string? Distinct)>();
        foreach (var (tally, plan) in tallies.Zip(plans))
        {
            var all = Enumerable.Range(0, plan.Aggregates.Count).ToList();
            var plain = all.Where(a => plan.Aggregates[a].Kind != AggregateKind.Distinct).ToList();
            needs.Add((new Need(tally, plan, plain), null));
            needs.AddRange(all.Except(plain).GroupBy(a => plan.Aggregates[a].Column!).Select(g => (new Need(tally, plan, [.. g]), (string?)g.Key)));
        }

        var joints = needs.SelectMany(n => Split(n.Need, n.Distinct)).ToList();
        // Two joints become one as long as that leaves few cells: those first that make the fewest.
        while (true)
        {
            var (best, left, right) = ((Joint?)null, 0, 0);
            for (var i = 0; i < joints.Count; i++)
            {
                for (var j = i + 1; j < joints.Count; j++)
                {
                    if (joints[i].Distinct is null && joints[j].Distinct is null && Merged(joints[i], joints[j]) is { } merged && merged.Cells <= MostCells && (best is null || merged.Cells < best.Cells))
                    {
                        (best, left, right) = (merged, i, j);
                    }
                }
            }

            if (best is null)
            {
                return joints;
            }

            joints.RemoveAt(right);
            joints[left] = best;
        }
    }

    /// <summary>A need whose aggregates together tell too much apart is counted aggregate by aggregate.</summary>
    private IEnumerable<Joint> Split(Need need, string? distinct)
    {
        var fits = need.Features.Where(f => f.Test is not null).GroupBy(f => f.Column).All(g => g.Count() <= TestBits.Most);
        if (fits)
        {
            var joint = new Joint([need], distinct, Project);
            if (need.Aggregates.Count < 2 || joint.Cells <= MostCells)
            {
                return [joint];
            }
        }

        var half = need.Aggregates.Count / 2;
        return Split(need with { Aggregates = [.. need.Aggregates.Take(half)] }, distinct).Concat(Split(need with { Aggregates = [.. need.Aggregates.Skip(half)] }, distinct));
    }

    private Joint? Merged(Joint left, Joint right)
    {
        IReadOnlyList<Need> needs = [.. left.Needs, .. right.Needs];
        var features = needs.SelectMany(n => n.Features).Distinct().ToList();
        return features.GroupBy(f => f.Column).All(g => g.Count(f => f.Test is not null) <= TestBits.Most) && features.GroupBy(f => f.Column).Aggregate(1.0, (cells, g) => cells * Project(g.Key, [.. g]).Count) <= MostCells
            ? new Joint(needs, null, Project)
            : null;
    }

    private Projection Project(string column, IReadOnlyList<Feature> features)
    {
        var key = string.Join('\n', features.Select(NumberOf).Order());
        if (!_projections.TryGetValue(key, out var projection))
        {
            _projections[key] = projection = new Projection(snapshot, table.Segments.Select(s => s.Segment), column, features);
        }

        return projection;
    }

    private readonly Dictionary<Feature, int> _features = [];

    private int NumberOf(Feature feature)
    {
        if (!_features.TryGetValue(feature, out var number))
        {
            _features[feature] = number = _features.Count;
        }

        return number;
    }
}
