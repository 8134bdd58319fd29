namespace Analytics.Sql.Model.Declarations;

/// <summary>Where a slicer takes its members from.</summary>
public enum SlicerKind
{
    /// <summary>Columns of a dimension.</summary>
    Dimension,

    /// <summary>A column of the facts with a declared list of members.</summary>
    Column,

    /// <summary>The fact's date, by the dataset's fiscal-year rule.</summary>
    Time,
}

/// <summary>A grain of time.</summary>
public enum TimeGrain
{
    FiscalYear,
    Quarter,
    Month,
}

/// <summary>
/// A slicer: what figures can be split and filtered by. It applies to a fact that has its dimension's key or its column; for other facts it is "not
/// applicable". Immutable.
/// </summary>
public sealed record SlicerDeclaration
{
    public required string Name { get; init; }
    public required SlicerKind Kind { get; init; }
    public required Bilingual Label { get; init; }
    public required int Sort { get; init; }

    /// <summary>Hash of its declaration.</summary>
    public string Definition { get; init; } = "";

    /// <summary>
    /// Rows split by this slicer alone include every member that the dataset has under the other filters at any time, with 0 if nothing matches. For
    /// slicers with few members.
    /// </summary>
    public bool ListsAllMembers { get; init; }

    public Dimension? Dimension { get; init; }
    public string? CodeColumn { get; init; }
    public string? LabelColumnJa { get; init; }
    public string? LabelColumnEn { get; init; }
    public string? SortColumn { get; init; }

    /// <summary>The facts' column of a <see cref="SlicerKind.Column"/> slicer.</summary>
    public string? Column { get; init; }

    /// <summary>Declared members, in their order, of a <see cref="SlicerKind.Column"/> slicer.</summary>
    public IReadOnlyList<Member> Members { get; init; } = [];

    /// <summary>The order of <see cref="Members"/> is meaningful (sizes), so ranges of them can be requested.</summary>
    public bool HasOrderedMembers { get; init; }

    public TimeGrain? Grain { get; init; }

    /// <summary>The slicer's own labels for <c>unknown</c>, <c>not-applicable</c> or <c>none</c>.</summary>
    public IReadOnlyDictionary<string, Bilingual> Reserved { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>A referral can be in several of its rows, so shares of the total and stacked bars are ruled out.</summary>
    public bool Overlaps => Dimension?.Bridge is not null;

    /// <summary>Ranges of its codes can be requested.</summary>
    public bool IsOrdered => Kind == SlicerKind.Time || HasOrderedMembers;

    /// <summary>True if rows of <paramref name="fact"/> can be split by this slicer.</summary>
    public bool AppliesTo(Fact fact) =>
        Kind switch
        {
            SlicerKind.Dimension => fact.Dimensions.Contains(Dimension!),
            SlicerKind.Column => fact.Column(Column!) is not null,
            _ => true,
        };

    /// <summary>Compares two codes of an ordered slicer: below 0 if <paramref name="left"/> comes first. Codes of time compare as text.</summary>
    internal int PlaceOf(string left, string right) => Kind == SlicerKind.Time ? string.CompareOrdinal(left, right) : Place(left).CompareTo(Place(right));

    private int Place(string code) => Members.TakeWhile(m => m.Code != code).Count();
}
