using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>The targets of a complete year that were missed, in words: 紹介件数（91.0%）, 目標のある3地域のうち2. What praises one figure names them.</summary>
public static class MissedTargets
{
    /// <summary>The other cards' measures that fell short; then how many of the regions did by the page's measure.</summary>
    /// <param name="inquiry">The page's.</param>
    /// <param name="totals">The cards' measures with their targets.</param>
    /// <param name="regions">The page's measure by region with its targets; null where it was not asked for.</param>
    public static IEnumerable<string> Of(Inquiry inquiry, Result totals, Result? regions)
    {
        var t = inquiry.T;
        foreach (var measure in inquiry.Cards.Where(card => card != inquiry.Lead && totals.Column(card + ".target") is not null))
        {
            var (now, aim) = (totals.Of(totals.Totals, measure), totals.Of(totals.Totals, measure + ".target"));
            if (IsMissed(now, aim))
                yield return t["missed.measure", Name(inquiry, measure), Reached(t, now.Value!.Value, aim.Value!.Value)];
        }

        var aimed = regions is null
            ? []
            : regions
                .Rows.Where(r => !RegionTree.IsReserved(r.Members[0]))
                .Select(r => (Now: regions.Of(r.Cells, inquiry.Lead), Aim: regions.Of(r.Cells, inquiry.Lead + ".target")))
                .Where(r => r.Aim.Value > 0)
                .ToList();
        if (aimed.Count > 1 && aimed.Count(r => IsMissed(r.Now, r.Aim)) is > 0 and var missed)
            yield return t["missed.regions", aimed.Count, missed];
    }

    // Within a sentence.
    private static string Name(Inquiry inquiry, string measure)
    {
        var label = inquiry.T[inquiry.Measure(measure).Label];
        return inquiry.T.Language == "en" ? char.ToLowerInvariant(label[0]) + label[1..] : label;
    }

    private static bool IsMissed(Cell now, Cell aim) =>
        now is { State: CellState.Value, Value: { } reached } && aim.Value is > 0 and { } target && reached < target;

    private static string Reached(Texts t, decimal now, decimal aim) =>
        aim >= Change.SmallBase ? Numerals.Percent(now / aim * 100) : t["table.of-target", Numerals.Whole(now), Numerals.Whole(aim)];
}
