namespace Analytics.Dashboard.Engine.Scan;

/// <summary>
/// What a pass adds up for every row, whatever it is told apart by: rows in a mask, the values of a column over the rows in a mask, and how many of
/// these are known.
/// </summary>
internal readonly record struct Lane(LaneKind Kind, int Mask, string? Column);

internal enum LaneKind
{
    Count,
    Sum,
    Known,
}

/// <summary>The lanes of a pass, each once. The first counts the rows that it looks at: where there are any, a combination occurs.</summary>
internal sealed class Lanes
{
    private readonly Dictionary<Lane, int> _places = [];
    private readonly List<Lane> _all = [];
    private readonly Masks _masks;

    public Lanes(Masks masks)
    {
        _masks = masks;
        Of(new Lane(LaneKind.Count, Masks.All, null));
    }

    public IReadOnlyList<Lane> All => _all;

    public Masks Masks => _masks;

    /// <summary>What is added up, in words: lanes of equal text add up to the same.</summary>
    public string TextOf(Lane lane) => $"{lane.Kind} {lane.Column}\n{_masks.TextOf(lane.Mask)}";

    /// <summary>The lane of a count or a sum.</summary>
    public int Of(Aggregate aggregate)
    {
        if (aggregate.Kind == AggregateKind.Sum)
        {
            var mask = _masks.Of(aggregate.Where);
            Of(new Lane(LaneKind.Known, mask, aggregate.Column));
            return Of(new Lane(LaneKind.Sum, mask, aggregate.Column));
        }

        // Rows of which a column is known are told by the column's own lane, with no test of each row.
        return aggregate.Where is [.., { Alternatives: [[{ IsOfKnown: true } known]] }]
            ? Of(new Lane(LaneKind.Known, _masks.Of([.. aggregate.Where.SkipLast(1)]), known.Column))
            : Of(new Lane(LaneKind.Count, _masks.Of(aggregate.Where), null));
    }

    /// <summary>The place of the lane that says how many values of a sum are known.</summary>
    public int KnownOf(Lane sum) => _places[sum with { Kind = LaneKind.Known }];

    private int Of(Lane lane)
    {
        if (!_places.TryGetValue(lane, out var place))
        {
            _places[lane] = place = _all.Count;
            _all.Add(lane);
        }

        return place;
    }
}
