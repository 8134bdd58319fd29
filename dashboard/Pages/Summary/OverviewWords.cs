using Analytics.Dashboard.Frame;
using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Summary;

/// <summary>The overview's sentences, from its figures.</summary>
public static class OverviewWords
{
    /// <summary>The first sentence.</summary>
    public static Headline HeadlineOf(OverviewFigures figures, Picks picks, Result totals, FiscalYears years, Texts t)
    {
        var column = totals.Column(figures.Lead)!;
        var now = totals.Of(totals.Totals, figures.Lead);
        return new()
        {
            Subject = t[column.Label], Years = years, Year = figures.Question.Year, Scope = ScopeOf(figures.Question, picks, t),
            Scale = FigureScale.For(column, totals, t.Language, [now]), Now = now, Before = totals.Of(totals.Totals, figures.Lead + ".previous"),
            Target = totals.Of(totals.Totals, figures.Lead + ".target"), Through = figures.Question.Dataset.DataThrough,
        };
    }

    /// <summary>Which region leads, how the products stand against their target, how much was checked.</summary>
    public static string Second(OverviewFigures figures, Result totals, Texts t)
    {
        var parts = new List<string>();
        if (figures.Regions.Answer is { } regions && Leader(regions, figures.Lead) is var (name, figure))
            parts.Add(t["second.leader", t[name], FigureScale.For(totals.Column(figures.Lead)!, totals, t.Language, [figure]).Text(figure.Value!.Value)]);
        if (figures.Lead == "outcomes" && totals.Column("products") is { } products && totals.Of(totals.Totals, "products") is { Value: { } made })
        {
            var (scale, target, share) = (FigureScale.For(products, totals, t.Language, [new(made, CellState.Value)]), totals.Of(totals.Totals, "products.target"), totals.Of(totals.Totals, "products.target_attainment"));
            parts.Add(target.Value >= Change.SmallBase && share.Value is { } s ? t["second.products.target", scale.Text(made), Numerals.Percent(s)] : t["second.products", scale.Text(made)]);
        }

        if (figures.Verification?.Answer is { } verification && totals.Of(totals.Totals, figures.Lead) is { Value: > 0 and { } all })
        {
            var verified = verification.Rows.FirstOrDefault(r => r.Members[0].Code == "verified")?.Cells[0].Value ?? 0;
            var scale = FigureScale.For(totals.Column(figures.Lead)!, totals, t.Language, []);
            parts.Add(t["second.verified", scale.Text(all), scale.Text(verified)]);
        }

        return string.Join(t["sentence.space"], parts);
    }

    // The one region that is ahead: nobody where two share the place, or where there is nothing to lead.
    private static (Bilingual Name, Cell Figure)? Leader(Result regions, string measure)
    {
        var ranked = regions.Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).Select(r => (r.Members[0].Label, Cell: regions.Of(r.Cells, measure)))
            .Where(r => r.Cell.Value > 0).OrderByDescending(r => r.Cell.Value).ToList();
        return ranked.Count > 1 && ranked[0].Cell.Value > ranked[1].Cell.Value ? ranked[0] : null;
    }

    private static string? ScopeOf(PageQuestion question, Picks picks, Texts t)
    {
        var words = question.Filters.SelectMany(f => f.Value.Select(code => t[picks.LabelOf(f.Key, code)])).ToList();
        return words.Count == 0 ? null : string.Join(t["list.comma"], words);
    }
}
