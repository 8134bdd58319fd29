using System.Globalization;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>Everything that the overview shows, asked from one publication.</summary>
public sealed record OverviewFigures
{
    public required Inquiry Inquiry { get; init; }

    /// <summary>The year's totals with target, attainment and the year before.</summary>
    public required Asked Totals { get; init; }

    /// <summary>The cards' measures by year.</summary>
    public required Asked Years { get; init; }

    /// <summary>The page's measure by region, for the words.</summary>
    public required Asked Regions { get; init; }

    public required ComposedVisuals Visuals { get; init; }

    /// <summary>Whether any card has a target: if none has, none says so.</summary>
    public bool HasTargets => Totals.Answer is { } totals && Inquiry.Cards.Any(card => totals.Of(totals.Totals, card + ".target").Value > 0);

    /// <summary>Asks all at once.</summary>
    public static async Task<OverviewFigures> AskAsync(Inquiry inquiry, ILogger logger)
    {
        string[] measures = [.. inquiry.Cards.Append(inquiry.Lead).Distinct()];
        Task<Asked> Of(Task<Result> asked) => Asked.Of(asked, logger);

        var totals = Of(
            inquiry.AskAsync([
                .. measures.SelectMany(inquiry.WithComparisons),
                .. inquiry.Lead == "outcomes" && inquiry.Has("verified_share") ? ["verified_share"] : Array.Empty<string>(),
            ])
        );
        var years = Of(inquiry.AskAsync(measures, ["fiscal_year"], allYears: true));
        var regions = Of(inquiry.AskAsync(inquiry.WithComparisons(inquiry.Lead), [inquiry.Level]));
        var visuals = ComposedVisuals.OfAsync(
            inquiry,
            logger,
            [
                "trend",
                "map",
                "regions",
                "clusters",
                "industries",
                "stages",
                "research-stages",
                .. inquiry.Picks.Clusters.Count + inquiry.Picks.Industries.Count == 0 ? (string[])["institutes"] : [],
                "region-summary",
            ]
        );
        return new()
        {
            Inquiry = inquiry,
            Totals = await totals,
            Years = await years,
            Regions = await regions,
            Visuals = await visuals,
        };
    }

    /// <summary>A card's figures by complete year, in order.</summary>
    public IReadOnlyList<(int Year, decimal Value)>? SparkOf(string measure)
    {
        if (Years.Answer is not { } byYear)
            return null;
        var known = byYear
            .Rows.Where(r => r.Members[0].Code.Length == 4)
            .ToDictionary(r => int.Parse(r.Members[0].Code, CultureInfo.InvariantCulture), r => byYear.Of(r.Cells, measure));
        return
        [
            .. from year in Inquiry.Question.Period.Spanned.Reverse()
            where !Inquiry.Question.IsProvisional(year) && known.GetValueOrDefault(year, Cell.NoData).Value is not null
            select (year, known[year].Value!.Value),
        ];
    }
}
