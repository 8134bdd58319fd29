namespace Analytics.Sql.Model.Declarations;

/// <summary>A measure's name and its "How is this counted?" in the words of one dataset.</summary>
public sealed record MeasureWords(Bilingual Label, Bilingual Description);

/// <summary>
/// How a dataset presents itself: which measures its pages open with, and what its rows are called (an award is no engagement of a referral). What is
/// counted is
/// the measure's own matter. Immutable.
/// </summary>
public sealed record DatasetDeclaration
{
    /// <summary>The dataset whose declaration holds for every dataset without one of its own.</summary>
    public const string Common = "ledgers";

    /// <summary>What holds where there is no declaration at all: every dataset opens with the first measure that has rows.</summary>
    internal static readonly DatasetDeclaration None = new()
    {
        Name = Common,
        Lead = [],
        Cards = [],
        Cases = [],
    };

    public required string Name { get; init; }

    /// <summary>The measures that pages open with, in order of preference.</summary>
    public required IReadOnlyList<string> Lead { get; init; }

    /// <summary>The measures that are shown first, in their order.</summary>
    public required IReadOnlyList<string> Cards { get; init; }

    /// <summary>Counts of the cases that stand behind every figure (the n of rankings), in order of preference.</summary>
    public required IReadOnlyList<string> Cases { get; init; }

    /// <summary>Measures that have another name here.</summary>
    public IReadOnlyDictionary<string, MeasureWords> Measures { get; init; } = new Dictionary<string, MeasureWords>();

    /// <summary>Slicers that have another name here.</summary>
    public IReadOnlyDictionary<string, Bilingual> Slicers { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>Texts of the pages that read otherwise here, by their keys: see <see cref="Rewordable"/>.</summary>
    public IReadOnlyDictionary<string, Bilingual> Words { get; init; } = new Dictionary<string, Bilingual>();

    /// <summary>
    /// The texts that a dataset may put into its own words: the day by which events and cohorts are counted, in full and in short, where a region comes from,
    /// what the single rows are about, and what stands in a referral's place.
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
