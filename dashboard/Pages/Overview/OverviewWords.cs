using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>The overview's sentences, from its figures.</summary>
public static class OverviewWords
{
    /// <summary>Which region leads, how many products came, how much was checked.</summary>
    public static string Second(OverviewFigures figures, Result totals)
    {
        var (inquiry, t, lead) = (figures.Inquiry, figures.Inquiry.T, figures.Inquiry.Lead);
        var parts = new List<string>();
        if (figures.Regions.Answer is { } regions && Ranking.LeaderOf(regions, lead) is var (leader, figure))
        {
            var scale = FigureScale.For(totals.Column(lead)!, totals, t.Language, [figure]);
            var text = "second.leader" + totals.Column(lead)!.Unit.Superlative();
            parts.Add(
                t[
                    text,
                    t[leader.Label],
                    scale.Text(figure.Value!.Value) + inquiry.InBrackets(regions, regions.Rows.First(r => r.Members[0] == leader).Cells, lead, scale)
                ]
            );
        }

        if (lead == "outcomes" && totals.Column("products") is { } products && totals.Of(totals.Totals, "products") is { Value: { } made })
        {
            var (scale, target, share) = (
                FigureScale.For(products, totals, t.Language, [new(made, CellState.Value)]),
                totals.Of(totals.Totals, "products.target"),
                totals.Of(totals.Totals, "products.target_attainment")
            );
            parts.Add(
                target.Value >= Change.SmallBase && share.Value is { } s
                    ? t["second.products.target", scale.Text(made), Numerals.Percent(s)]
                    : t["second.products", scale.Text(made)]
            );
        }

        if (Verified(t, totals) is { } verified)
            parts.Add(verified);
        return string.Join(t["sentence.space"], parts);
    }

    /// <summary>
    /// How many of the records of outcomes were checked, of how many: the one share of verified outcomes on a page. Null where it was not asked for
    /// or there are none.
    /// </summary>
    public static string? Verified(Texts t, Result totals) =>
        totals.Column("verified_share") is null || totals.Of(totals.Totals, "verified_share") is not { Value: { } share, Parts: { } rows } ? null
        : rows.Base >= Change.SmallBase ? t["verified", Numerals.Whole(rows.Base), Numerals.Whole(rows.Part), Numerals.Percent(share)]
        : t["verified.few", rows.Base, rows.Part];
}
