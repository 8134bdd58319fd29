namespace Analytics.Dashboard.Engine.Scan;

/// <summary>The groups of a question, with either all of its lanes or the distinct ids of one column within some masks.</summary>
internal sealed record Need(Tally Tally, QuestionPlan Plan, IReadOnlyList<(int Aggregate, int Lane)> Aggregates, string? Distinct)
{
    public IReadOnlyList<Feature> Features { get; } = [.. Plan.Groups.SelectMany(g => g.Features).Distinct()];
}

/// <summary>
/// Several needs that are counted in one go. It has a cell for every combination of their features, so that each need's figures are sums of cells.
/// </summary>
internal sealed class Joint
{
    public Joint(IReadOnlyList<Need> needs, Func<string, IReadOnlyList<Feature>, Projection> project)
    {
        Needs = needs;
        Axes = [.. needs.SelectMany(n => n.Features).Distinct().GroupBy(f => f.Column).Select(g => project(g.Key, [.. g]))];
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

    /// <summary>The id column; null if it adds up lanes.</summary>
    public string? Distinct => Needs[0].Distinct;

    public IReadOnlyList<Projection> Axes { get; }

    /// <summary>For each axis, the distance between the cells of consecutive ids.</summary>
    public long[] Strides { get; }

    public long Cells { get; }
}
