using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Industries;

/// <summary>Everything that the industries' page shows, asked from one publication.</summary>
public sealed record IndustryFigures(Inquiry Inquiry, Result ByIndustry, ComposedVisuals Visuals)
{
    /// <summary>Asks all at once.</summary>
    public static async Task<IndustryFigures> AskAsync(Inquiry inquiry, ILogger logger)
    {
        var byIndustry = inquiry.AskAsync(inquiry.WithComparisons(inquiry.Lead), ["industry_group"]);
        var visuals = ComposedVisuals.OfAsync(inquiry, logger, "industries", "industry-trend", "divisions", "industry-regions", "industry-summary");
        return new(inquiry, await byIndustry, await visuals);
    }

    /// <summary>The answer in one sentence: which industry is ahead; narrowed to one, how that one did.</summary>
    public IReadOnlyList<Phrase> Sentence()
    {
        var (t, lead) = (Inquiry.T, Inquiry.Lead);
        return Ranking.Sentence(Inquiry, ByIndustry, Scale);
    }

    /// <summary>How much the first three hold of the whole, and who grew most.</summary>
    public string Second()
    {
        var (t, lead) = (Inquiry.T, Inquiry.Lead);
        var (ranked, parts) = (Ranking.Of(ByIndustry, lead), new List<string>());
        if (Inquiry.LeadMeasure.IsAdditive && ranked.Count > 3 && ByIndustry.Of(ByIndustry.Totals, lead).Value is >= Change.SmallBase and { } whole)
            parts.Add(t["industries.first-three", Numerals.Whole(ranked.Take(3).Sum(r => r.Figure.Value!.Value) / whole * 100), ranked.Count]);
        // Nobody where two share the place.
        if (Grown() is [var first, ..] grown && (grown.Count == 1 || grown[1].Change.Difference < first.Change.Difference))
            parts.Add(Inquiry.Years.Words(t["review.ranked.grown", t[first.Member.Label], Scale.Text(first.Change.Difference)]));
        return string.Join(t["sentence.space"], parts);
    }

    // Industries with more than the year before, the most grown first; a running year is not compared.
    private List<(Member Member, Change Change)> Grown() =>
        [
            .. from row in ByIndustry.Rows
            where !RegionTree.IsReserved(row.Members[0])
            let change = Change.Between(ByIndustry.Of(row.Cells, Inquiry.Lead), ByIndustry.Of(row.Cells, Inquiry.Lead + ".previous"))
            where change?.Difference > 0
            orderby change.Difference descending
            select (row.Members[0], change),
        ];

    private FigureScale Scale =>
        FigureScale.For(ByIndustry.Column(Inquiry.Lead)!, ByIndustry, Inquiry.T.Language, ByIndustry.Rows.Select(r => ByIndustry.Of(r.Cells, Inquiry.Lead)));
}
