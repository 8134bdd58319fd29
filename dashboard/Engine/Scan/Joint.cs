namespace Analytics.Dashboard.Engine.Scan;

/// <summary>What of a question's aggregates a joint counts for it.</summary>
internal sealed record Need(Tally Tally, QuestionPlan Plan, IReadOnlyList<int> Aggregates)
{
    public IEnumerable<Feature> Features => Plan.Groups.SelectMany(g => g.Features).Concat(Aggregates.SelectMany(a => Plan.Aggregates[a].Tests).Distinct().Select(Feature.Of)).Distinct();

    public IEnumerable<string> Sums => Aggregates.Select(a => Plan.Aggregates[a]).Where(a => a.Kind == AggregateKind.Sum).Select(a => a.Column!).Distinct();
}

/// <summary>
/// Several needs that are counted in one go: a cell for every combination of what their features tell apart, so that each need's figures are sums of cells. Either counts and sums, or
/// the distinct ids of one column.
/// </summary>
internal sealed class Joint
{
    public Joint(IReadOnlyList<Need> needs, string? distinct, Func<string, IReadOnlyList<Feature>, Projection> project)
    {
        (Needs, Distinct) = (needs, distinct);
        Axes = [.. needs.SelectMany(n => n.Features).Distinct().GroupBy(f => f.Column).Select(g => project(g.Key, [.. g]))];
        Sums = distinct is null ? [.. needs.SelectMany(n => n.Sums).Distinct()] : [];
        Strides = new long[Axes.Count];
        var cells = 1L;
        for (var axis = 0; axis < Strides.Length; axis++)
        {
            Strides[axis] = cells;
            cells = checked(cells * Math.Max(1, Axes[axis].Count));
        }

        Cells = cells;
    }

    public IReadOnlyList<Need> Needs { get; }

    /// <summary>The column of ids; null: counts and sums.</summary>
    public string? Distinct { get; }

    public IReadOnlyList<Projection> Axes { get; }

    public IReadOnlyList<string> Sums { get; }

    /// <summary>How far apart the cells of an axis' ids lie.</summary>
    public long[] Strides { get; }

    public long Cells { get; }
}
