using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>The sentences of the page of regions, from its figures.</summary>
public static class RegionWords
{
    /// <summary>The region's figure, its share of the regions around it, and the part that leads in it.</summary>
    public static IReadOnlyList<Phrase> Headline(RegionFigures figures, Result totals)
    {
        var (inquiry, t) = (figures.Inquiry, figures.Inquiry.T);
        var (column, now) = (totals.Column(inquiry.Lead)!, totals.Of(totals.Totals, inquiry.Lead));
        var (year, counted) = (inquiry.Period, Counted(inquiry, t[column.Label]));
        var subject = figures.Place is { } place ? t["region.subject", place, year, counted] : t["headline.subject", year, counted];
        if (now.Value is not { } value)
            return [new(inquiry.WhyInapplicable(inquiry.Lead) ?? t["headline.no-data", subject])];
        var scale = FigureScale.For(column, totals, t.Language, [now]);
        string[] clauses = inquiry.LeadMeasure.IsAdditive ? [.. Shares(figures, value), .. Leader(figures, scale)] : [];
        return
        [
            new(
                now.State == CellState.Provisional
                    ? t["headline.so-far", subject, $"{inquiry.Question.Dataset.DataThrough:yyyy-MM-dd}"]
                    : t["headline.is", subject]
            ),
            new(scale.Text(value), IsEmphasised: true),
            new(
                inquiry.InBrackets(totals, totals.Totals, inquiry.Lead, scale)
                    + (clauses.Length == 0 ? t["region.plain"] : t["region.clauses", string.Join(t["region.clause"], clauses)])
            ),
        ];
    }

    /// <summary>
    /// The year before and the target; then how many referrals led to an engagement, and whether that differs from elsewhere by more than chance.
    /// </summary>
    public static string Second(RegionFigures figures, Result totals)
    {
        var (inquiry, t) = (figures.Inquiry, figures.Inquiry.T);
        var (column, now) = (totals.Column(inquiry.Lead)!, totals.Of(totals.Totals, inquiry.Lead));
        var parts = new List<string>();
        if (now.State == CellState.Provisional)
            parts.Add(inquiry.Years.Words(t["region.running"]));
        else if (now.State == CellState.Immature)
            parts.Add(inquiry.Years.Words(t["region.immature", $"{totals.FinalOn(inquiry.Lead):yyyy-MM-dd}"]));
        else if (Compared(inquiry, totals, now, FigureScale.For(column, totals, t.Language, [now])) is { } compared)
            parts.Add(compared);
        if (figures.Conversion is { Here.Base: > 0 } conversion && inquiry.Lead != MapRates.Measure)
            parts.Add(ConversionOf(conversion, inquiry));
        return string.Join(t["sentence.space"], parts);
    }

    // What is counted, and what else than a region it is narrowed to.
    private static string Counted(Inquiry inquiry, string label)
    {
        var others = inquiry.Conditions.Where(c => !c.IsOfYears && !(c.IsChoice && RegionTree.Slicers.Contains(c.Slicer.Name))).Select(c => c.Words).ToList();
        return others.Count == 0 ? label : inquiry.T["region.within", label, string.Join(inquiry.T["list.comma"], others)];
    }

    // Of fewer than ten, of nothing, and of what can be negative there is no share.
    private static IEnumerable<string> Shares(RegionFigures figures, decimal value) =>
        figures
            .Surroundings.Where(s => s.Figure.Value > value && value >= 0 && s.Figure.Value >= Change.SmallBase)
            .DistinctBy(s => s.Figure.Value)
            .Take(2)
            .Select(s => figures.Inquiry.T["region.share", figures.Inquiry.T[s.Name], Numerals.Whole(value / s.Figure.Value!.Value * 100) + "%"]);

    // The one part that is ahead: nobody where two share the place, or where it is all there is.
    private static IEnumerable<string> Leader(RegionFigures figures, FigureScale scale)
    {
        if (figures.Parts.Answer is not { } parts || figures.Inquiry.Answers.Catalog.Slicers[RegionParts.SlicerOf(figures.Inquiry)].Overlaps)
            return [];
        var ranked = parts.Rows.Where(r => !RegionTree.IsReserved(r.Members[0]) && r.Cells[0].Value > 0).OrderByDescending(r => r.Cells[0].Value).ToList();
        return ranked.Count > 1 && ranked[0].Cells[0].Value > ranked[1].Cells[0].Value
            ?
            [
                figures.Inquiry.T[
                    "region.leader",
                    figures.Inquiry.T[ranked[0].Members[0].Label],
                    scale.Text(ranked[0].Cells[0].Value!.Value) + figures.Inquiry.InBrackets(parts, ranked[0].Cells, figures.Inquiry.Lead, scale)
                ],
            ]
            : [];
    }

    private static string? Compared(Inquiry inquiry, Result totals, Cell now, FigureScale scale)
    {
        var t = inquiry.T;
        var change = scale.IsPercent ? null : Change.Between(now, totals.Of(totals.Totals, inquiry.Lead + ".previous"));
        var aim = (totals.Of(totals.Totals, inquiry.Lead + ".target").Value, totals.Of(totals.Totals, inquiry.Lead + ".target_attainment").Value)
            is (> 0 and { } target, { } reached)
            ? target < Change.SmallBase
                ? t["region.target.few", scale.Text(target)]
                : t["region.target", Numerals.Percent(reached), scale.Text(target)]
            : null;
        var moved = change is null ? null : "region" + totals.Column(inquiry.Lead)!.Unit.Comparative(change.Difference);
        return (moved, aim) switch
        {
            (null, null) => null,
            (null, { }) => t["region.aim", aim],
            ({ }, null) => inquiry.Years.Words(t[moved, scale.Text(Math.Abs(change!.Difference))]),
            _ => inquiry.Years.Words(t[moved + "-aim", scale.Text(Math.Abs(change!.Difference)), aim]),
        };
    }

    private static string ConversionOf(Conversion conversion, Inquiry inquiry)
    {
        var (t, (here, elsewhere)) = (inquiry.T, (conversion.Here, conversion.Elsewhere));
        var cohort =
            inquiry.Question.Period.IsOneYear && conversion.Year == inquiry.Question.Year
                ? ""
                : t["region.conversion.cohort", inquiry.Years.Name(conversion.Year)];
        if (here.Base < Change.SmallBase)
            return t["region.conversion.few", cohort, Numerals.Whole(here.Part), Numerals.Whole(here.Base)];
        var rate = Percent(here);
        if (elsewhere.Base < Change.SmallBase)
            return t["region.conversion.alone", cohort, rate];
        var verdict =
            ChanceTest.IsWithinChance(here.Part, here.Base, elsewhere.Part, elsewhere.Base) ? "chance"
            : Share(here) > Share(elsewhere) ? "higher"
            : "lower";
        return t["region.conversion." + verdict, cohort, rate, t[conversion.Around], Percent(elsewhere)];
    }

    private static decimal Share(RatioParts parts) => 100m * parts.Part / parts.Base;

    private static string Percent(RatioParts parts) => Numerals.Percent(Share(parts));
}
