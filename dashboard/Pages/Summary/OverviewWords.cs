using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Summary;

/// <summary>The overview's sentences, from its figures.</summary>
public static class OverviewWords
{
    /// <summary>The first sentence: the page's measure in its year.</summary>
    public static Headline HeadlineOf(Inquiry inquiry, Result totals)
    {
        var column = totals.Column(inquiry.Lead)!;
        var now = totals.Of(totals.Totals, inquiry.Lead);
        return new()
        {
            Subject = inquiry.T[column.Label], Years = inquiry.Years, Year = inquiry.Question.Year, Period = inquiry.Period, Scope = inquiry.Scope,
            Scale = FigureScale.For(column, totals, inquiry.T.Language, [now]), Now = now, Before = totals.Of(totals.Totals, inquiry.Lead + ".previous"),
            Target = totals.Of(totals.Totals, inquiry.Lead + ".target"), Through = inquiry.Question.Dataset.DataThrough, WhyNot = inquiry.WhyInapplicable(inquiry.Lead, totals.Slicers.Select(s => s.Name)),
        };
    }

    /// <summary>Which region leads, how the products stand against their target, how much was checked.</summary>
    public static string Second(OverviewFigures figures, Result totals)
    {
        var (t, lead) = (figures.Inquiry.T, figures.Inquiry.Lead);
        var parts = new List<string>();
        if (figures.Regions.Answer is { } regions && Ranking.LeaderOf(regions, lead) is var (leader, figure))
            parts.Add(t["second.leader", t[leader.Label], FigureScale.For(totals.Column(lead)!, totals, t.Language, [figure]).Text(figure.Value!.Value)]);
        if (lead == "outcomes" && totals.Column("products") is { } products && totals.Of(totals.Totals, "products") is { Value: { } made })
        {
            var (scale, target, share) = (FigureScale.For(products, totals, t.Language, [new(made, CellState.Value)]), totals.Of(totals.Totals, "products.target"), totals.Of(totals.Totals, "products.target_attainment"));
            parts.Add(target.Value >= Change.SmallBase && share.Value is { } s ? t["second.products.target", scale.Text(made), Numerals.Percent(s)] : t["second.products", scale.Text(made)]);
        }

        if (figures.Verification?.Answer is { } verification && totals.Of(totals.Totals, lead) is { Value: > 0 and { } all })
        {
            var verified = verification.Rows.FirstOrDefault(r => r.Members[0].Code == "verified")?.Cells[0].Value ?? 0;
            var scale = FigureScale.For(totals.Column(lead)!, totals, t.Language, []);
            parts.Add(t["second.verified", scale.Text(all), scale.Text(verified)]);
        }

        return string.Join(t["sentence.space"], parts);
    }
}
