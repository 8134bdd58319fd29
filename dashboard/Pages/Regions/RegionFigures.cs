using System.Globalization;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>The page's measure in a region that contains the chosen one.</summary>
public sealed record Surrounding(Bilingual Name, Cell Figure);

/// <summary>
/// How many referrals of a cohort led to an engagement within a year: here, and elsewhere in the region around. The cohort is the page's year, or the
/// latest before it
/// that has had its time.
/// </summary>
public sealed record Conversion(int Year, RatioParts Here, Bilingual Around, RatioParts Elsewhere);

/// <summary>Everything that the page of regions shows, asked from one publication.</summary>
public sealed record RegionFigures
{
    public required Inquiry Inquiry { get; init; }

    /// <summary>The chosen region with those above it, the widest first; empty for the whole country.</summary>
    public required IReadOnlyList<RegionChoice> Path { get; init; }

    /// <summary>The year's totals with target, attainment and the year before.</summary>
    public required Asked Totals { get; init; }

    /// <summary>The page's measure by part, for the words.</summary>
    public required Asked Parts { get; init; }

    /// <summary>The regions around the chosen one, the nearest first.</summary>
    public required IReadOnlyList<Surrounding> Surroundings { get; init; }

    /// <summary>Null where the dataset or the cohorts cannot tell.</summary>
    public Conversion? Conversion { get; init; }

    public required ComposedVisuals Visuals { get; init; }

    /// <summary>The chosen regions in words; null where none is chosen.</summary>
    public string? Place =>
        RegionTree.Slicers.FirstOrDefault(Inquiry.Question.Filters.ContainsKey) is { } finest
            ? string.Join(Inquiry.T["list.comma"], Inquiry.Question.Filters[finest].Select(code => Inquiry.T[Inquiry.Picks.LabelOf(finest, code)]))
            : null;

    /// <summary>So many parts that their table is as high as two pictures.</summary>
    public bool HasManyParts => Visuals["region-ranking"]?.Visual?.Table.Rows.Count > 6;

    /// <summary>Asks all at once.</summary>
    public static async Task<RegionFigures> AskAsync(Inquiry inquiry, ILogger logger)
    {
        var path = inquiry.Picks.Regions.PathTo(inquiry.Question.Filters);
        var totals = Asked.Of(inquiry.AskAsync(inquiry.WithComparisons(inquiry.Lead)), logger);
        var parts = Asked.Of(inquiry.AskAsync([inquiry.Lead], [RegionParts.SlicerOf(inquiry)]), logger);
        var visuals = ComposedVisuals.OfAsync(inquiry, logger, "map", "region-ranking", "region-trend", "region-bars", "branches");
        var around = Enumerable.Range(0, path.Count).Reverse().Select(depth => SurroundingAsync(inquiry, path, depth, logger)).ToList();
        var conversion = ConversionAsync(inquiry, path, logger);
        return new()
        {
            Inquiry = inquiry,
            Path = path,
            Totals = await totals,
            Parts = await parts,
            Visuals = await visuals,
            Surroundings = [.. (await Task.WhenAll(around)).OfType<Surrounding>()],
            Conversion = await conversion,
        };
    }

    /// <summary>The page's question about another region: that of <paramref name="depth"/> steps down the path, 0 being the whole country.</summary>
    private static PageQuestion At(Inquiry inquiry, IReadOnlyList<RegionChoice> path, int depth)
    {
        var whole = inquiry.Question.Without(RegionTree.Slicers);
        return depth > 0 ? whole.With(path[depth - 1].Slicer, [path[depth - 1].Member.Code]) : whole;
    }

    private static Bilingual NameAt(Inquiry inquiry, IReadOnlyList<RegionChoice> path, int depth) => depth > 0 ? path[depth - 1].Member.Label : Whole(inquiry);

    /// <summary>What the whole country of the dataset is called.</summary>
    public static Bilingual Whole(Inquiry inquiry) =>
        Texts.Entries[
            inquiry.Picks.Regions.IsOfJapan ? "crumbs.japan"
            : inquiry.Picks.Regions.IsOfStates ? "crumbs.states"
            : "crumbs.all"
        ];

    private static async Task<Surrounding?> SurroundingAsync(Inquiry inquiry, IReadOnlyList<RegionChoice> path, int depth, ILogger logger)
    {
        var asked = await Asked.Of(inquiry.Answers.AnswerAsync(At(inquiry, path, depth).Ask([inquiry.Lead])), logger);
        return asked.Answer is { } answer ? new(NameAt(inquiry, path, depth), answer.Totals[0]) : null;
    }

    private static async Task<Conversion?> ConversionAsync(Inquiry inquiry, IReadOnlyList<RegionChoice> path, ILogger logger)
    {
        if (!inquiry.Has(MapRates.Measure) || !inquiry.IsOfReferrals || path.Count == 0)
            return null;
        // Sub-regions and municipalities are compared with their prefecture, a prefecture with the country.
        var depth = path.Count == 1 ? 0 : 1;
        var here = await Asked.Of(inquiry.AskAsync([MapRates.Measure], [PageQuestion.YearName], allYears: true), logger);
        var around = await Asked.Of(
            inquiry.Answers.AnswerAsync(At(inquiry, path, depth).Ask([MapRates.Measure], [PageQuestion.YearName], allYears: true)),
            logger
        );
        if (here.Answer is null || around.Answer is null)
            return null;
        var whole = around.Answer.Rows.Where(r => r.Cells[0].Parts is not null).ToDictionary(r => r.Members[0].Code, r => r.Cells[0].Parts!);
        return here
            .Answer.Rows.Where(r =>
                r.Members[0].Code.Length == 4 && r.Cells[0] is { State: CellState.Value, Parts: not null } && whole.ContainsKey(r.Members[0].Code)
            )
            .Select(r => (Year: int.Parse(r.Members[0].Code, CultureInfo.InvariantCulture), Parts: r.Cells[0].Parts!, All: whole[r.Members[0].Code]))
            .Where(r => r.Year <= inquiry.Question.Year)
            .OrderByDescending(r => r.Year)
            .Select(r => new Conversion(r.Year, r.Parts, NameAt(inquiry, path, depth), new(r.All.Part - r.Parts.Part, r.All.Base - r.Parts.Base)))
            .FirstOrDefault();
    }
}
