using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// The parts in the order of the page's measure, each with the cases behind it (n), its conversion rate, its target and the year before. Parts with
/// fewer than ten
/// cases take no rank and follow after the others; their rate reads "6 of 9".
/// </summary>
public sealed class RegionRanking : VisualRecipe
{
    public override string Name => "region-ranking";

    public override string TitleOf(Inquiry inquiry) => inquiry.T["ranking.title", RegionParts.WordOf(inquiry)];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, lead, slicer) = (inquiry.T, inquiry.Lead, RegionParts.SlicerOf(inquiry));
        var cases = inquiry.Cases ?? lead;
        string[] measures = [.. new[] { cases, lead }.Concat(inquiry.IsOfReferrals ? [] : inquiry.Cards).Distinct()];
        var hasRate = inquiry.Has(MapRates.Measure) && inquiry.IsOfReferrals && lead != MapRates.Measure;
        var answer = await inquiry.AskAsync(
            [.. measures, .. hasRate ? [MapRates.Measure] : Array.Empty<string>(), .. inquiry.WithComparisons(lead).Skip(1)],
            [slicer]
        );
        var rows = answer
            .Rows.OrderBy(r => RegionTree.IsReserved(r.Members[0]))
            .ThenBy(IsFew)
            .ThenByDescending(r => answer.Of(r.Cells, lead).Value)
            .ThenBy(r => t[r.Members[0].Label], StringComparer.Ordinal)
            .ToList();
        if (!rows.Any(IsKnown))
            return null;
        var columns = measures
            .Select(m => answer.Column(m)!)
            .Select(c => (Column: c, Scale: FigureScale.For(c, answer, t.Language, rows.Select(r => answer.Of(r.Cells, c.Name)))))
            .ToList();
        var (leadColumn, leadScale) = columns.First(c => c.Column.Name == lead);
        var isCompared = inquiry.Question.Period.IsOneYear;
        var hasTargets = rows.Select(r => r.Cells).Append(answer.Totals).Any(c => answer.Of(c, lead + ".target").Value is not null);
        var (few, ranked) = (rows.Any(IsFew), rows.Count(r => !IsFew(r) && !RegionTree.IsReserved(r.Members[0])));
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = t["ranking.sub" + leadColumn.Unit.Superlative(), inquiry.Period, t[leadColumn.Label]],
            Result = answer,
            Measures = [.. columns.Select(c => c.Column), .. hasRate ? [answer.Column(MapRates.Measure)!] : Array.Empty<MeasureColumn>()],
            Scale = leadScale,
            Table = new(
                [
                    RegionParts.NounOf(inquiry),
                    t["ranking.rank"],
                    .. columns.Select(c => Heading(c.Column, c.Scale)),
                    .. hasRate ? [t["ranking.rate"]] : Array.Empty<string>(),
                    .. hasTargets ? [t["table.attainment"]] : Array.Empty<string>(),
                    .. isCompared ? [inquiry.Years.Words(t["ranking.change"])] : Array.Empty<string>(),
                ],
                [
                    .. rows.Select(
                        (r, i) =>
                            new VisualRow(
                                t[r.Members[0].Label],
                                inquiry.Question.Narrowed(slicer, r.Members[0].Code),
                                [i < ranked ? new(Place(r)) : new("—", "state"), .. Figures(r.Cells)]
                            )
                    ),
                ],
                new(t["table.total"], null, [new(""), .. Figures(answer.Totals)])
            ),
            Notes =
            [
                .. few ? (string[])[t["ranking.few", columns[0].Column.Name == "referrals" ? t["ranking.referrals"] : t[columns[0].Column.Label]]] : [],
                .. hasRate && rows.Any(r => answer.Of(r.Cells, MapRates.Measure).State == CellState.Immature) ? (string[])[t["rate.immature"]] : [],
                .. answer.Notes.Where(n => n.Code != "immature").Written(t, name => columns.FirstOrDefault(c => c.Column.Name == name).Scale),
                .. hasRate && inquiry.Picks.Regions.PathTo(inquiry.Question.Filters).Count > 0 ? (string[])[t["ranking.chance"]] : [],
            ],
            EmptyReason = null,
        };

        // As many parts as every other picture of them has; where none of them has anything, there is nothing to rank.
        bool IsKnown(ResultRow row) => measures.Concat([lead + ".target", lead + ".previous"]).Any(m => answer.Of(row.Cells, m).Value is not null and not 0);

        bool IsFew(ResultRow row) => answer.Of(row.Cells, cases).Value is not >= Change.SmallBase;

        // Equals share their rank.
        string Place(ResultRow row) =>
            Numerals.Whole(rows.Take(ranked).Count(other => answer.Of(other.Cells, lead).Value > answer.Of(row.Cells, lead).Value) + 1);

        string Heading(MeasureColumn column, FigureScale scale) =>
            (column.Name == "referrals" ? t["ranking.referrals"] : t[column.Label])
            + (column.Unit == MeasureUnit.Currency ? t["table.unit", scale.Caption] : "");

        IEnumerable<VisualCell> Figures(IReadOnlyList<Cell> cells) =>
            [
                .. columns.Select(c =>
                    c.Column.Unit == MeasureUnit.Percent
                        ? MapRates.Written(answer.Of(cells, c.Column.Name), t)
                        : inquiry.Written(answer, cells, c.Column.Name, c.Scale)
                ),
                .. hasRate ? [MapRates.Written(answer.Of(cells, MapRates.Measure), t)] : Array.Empty<VisualCell>(),
                .. hasTargets ? [Attained(cells)] : Array.Empty<VisualCell>(),
                .. isCompared ? [Changed(cells)] : Array.Empty<VisualCell>(),
            ];

        VisualCell Attained(IReadOnlyList<Cell> cells) =>
            (answer.Of(cells, lead + ".target").Value, answer.Of(cells, lead + ".target_attainment").Value) is ({ } aim, { } share)
                ? new(aim < Change.SmallBase ? t["table.of-target", answer.Of(cells, lead).Text(leadScale, t), leadScale.Number(aim)] : Numerals.Percent(share))
                : new("—", "state");

        VisualCell Changed(IReadOnlyList<Cell> cells) =>
            Change.Between(answer.Of(cells, lead), answer.Of(cells, lead + ".previous")) is { } change
                ? new(change.BriefText(leadScale, leadColumn.Unit), change.CssClass)
                : new("—", "state");
    }
}
