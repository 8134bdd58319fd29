namespace Analytics.Sql.Model.Declarations;

/// <summary>A measure's name and its "How is this counted?" as worded for one dataset.</summary>
public sealed record MeasureWords(Bilingual Label, Bilingual Description);

/// <summary>
/// How a dataset is presented: which measures its pages open with, and what its rows are called (an award is not an engagement of a referral). It
/// does not change what measures count. Immutable.
/// </summary>
public sealed record DatasetDeclaration
{
    /// <summary>The dataset whose declaration applies to every dataset without its own.</summary>
    public const string Common = "ledgers";

    /// <summary>The default without any declaration: pages open with the first measure that has rows.</summary>
    internal static readonly DatasetDeclaration None = new()
    {
        Name = Common,
        Lead = [],
        Cards = [],
        Cases = [],
    };

    public required string Name { get; init; }

    /// <summary>The measures that pages open with; the first one with data is used.</summary>
    public required IReadOnlyList<string> Lead { get; init; }

    /// <summary>The measures to show first, in this order.</summary>
    public required IReadOnlyList<string> Cards { get; init; }

    /// <summary>The counts that tell how many cases are behind a figure (the n of rankings), in order of preference.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Measures that this dataset renames.</summary>
    public IReadOnlyDictionary<string, MeasureWords> Measures { get; init; } = new Dictionary<string, MeasureWords>();

    /// <summary>Slicers that this dataset renames.</summary>
    public IReadOnlyDictionary<string, Bilingual> Slicers { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>Page texts that this dataset rewords, by key; see <see cref="Rewordable"/>.</summary>
    public IReadOnlyDictionary<string, Bilingual> Words { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>
    /// The texts that a dataset may reword: the day that events and cohorts are counted by (long and short form), where the region comes from, what
    /// the single rows are, and what replaces a referral.
    /// </summary>
    public static IReadOnlyList<string> Rewordable { get; } =
    [
        "basis.event",
        "basis.event.short",
        "basis.cohort",
        "basis.cohort.short",
        "regions.address",
        "rows.company",
        "rows.note",
        "rows.origin.referral",
        "review.quality.whole",
    ];
}
