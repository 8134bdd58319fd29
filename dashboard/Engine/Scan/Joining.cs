using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// Merges the needs of a pass into few joints. Every joint adds each row once, so fewer joints are faster; but a joint has cells for every
/// combination.
/// </summary>
internal sealed class Joining(Snapshot snapshot, FactTable table)
{
    /// <summary>Above this number of cells, a merged joint costs more than separate ones.</summary>
    private const long MostCells = 4_096;

    private readonly Dictionary<string, Projection> _projections = new(StringComparer.Ordinal);
    private readonly Dictionary<Feature, int> _features = [];

    /// <summary>A joint with a single need.</summary>
    public Joint Of(Need need) => new([need], Project);

    /// <summary>Repeatedly merges the two joints that give the fewest cells, as long as the result stays small.</summary>
    public IReadOnlyList<Joint> Joints(IReadOnlyList<Need> needs)
    {
        var joints = needs.Select(Of).ToList();
        var merged = new Dictionary<(Joint, Joint), Joint?>();
        while (true)
        {
            var (best, left, right) = ((Joint?)null, 0, 0);
            for (var i = 0; i < joints.Count; i++)
            {
                for (var j = i + 1; j < joints.Count; j++)
                {
                    if (!merged.TryGetValue((joints[i], joints[j]), out var both))
                        merged[(joints[i], joints[j])] = both = Merged(joints[i], joints[j]);
                    if (both is not null && (best is null || both.Cells < best.Cells))
                        (best, left, right) = (both, i, j);
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

    private Joint? Merged(Joint left, Joint right)
    {
        // Without looking at the data: together they have at least as many cells as the larger one.
        if (Math.Max(left.Cells, right.Cells) > MostCells)
            return null;
        IReadOnlyList<Need> needs = [.. left.Needs, .. right.Needs];
        var cells = needs.SelectMany(n => n.Features).Distinct().GroupBy(f => f.Column).Aggregate(1.0, (product, g) => product * Project(g.Key, [.. g]).Count);
        return cells <= MostCells ? new Joint(needs, Project) : null;
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

    private int NumberOf(Feature feature)
    {
        if (!_features.TryGetValue(feature, out var number))
        {
            _features[feature] = number = _features.Count;
        }

        return number;
    }
}
