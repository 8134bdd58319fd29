using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>From referral to outcome: of the year's referrals, how many reached each stage or a later one by the last day of the data.</summary>
public sealed class Stages : VisualRecipe
{
    private static readonly string[] Reached = ["referrals", "reached_engagement", "reached_research", "reached_prototype", "reached_product"];

    // What the cards beside it count: other figures under words that are nearly the same.
    private static readonly string[] OfTheYear = ["engagements", "products"];

    public override string Name => "stages";

    public override string TitleOf(Inquiry inquiry) => inquiry.T["stages.title"];

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Has("reached_engagement");

    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var t = inquiry.T;
        var (asked, around) = (inquiry.AskAsync(Reached), inquiry.AskAsync(OfTheYear));
        var (answer, ofTheYear) = (await asked, await around);
        var scale = FigureScale.For(answer.Measures[0], answer, t.Language, answer.Totals);
        var referred = answer.Totals[0].Value ?? 0;
        var bars = answer
            .Measures.Zip(
                answer.Totals,
                (measure, cell) =>
                    new Bar(null, t[measure.Label], cell, cell.Text(scale, t), null, measure == answer.Measures[0] ? null : ShareOf(cell.Value), false, null)
            )
            .ToList();
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = t["stages.sub", inquiry.Period],
            Result = answer,
            Measures = answer.Measures,
            Scale = scale,
            Picture = new BarPicture(bars),
            Table = new(
                [t["stages.stage"], t["unit.Cases"], t["stages.share.head"]],
                [.. bars.Select(b => new VisualRow(b.Label, null, [b.Value.Written(scale, t), b.Detail is { } share ? new(share) : new("—", "state")]))],
                null
            ),
            Notes =
            [
                .. answer.Notes.Written(t, scale),
                t["stages.recent", $"{inquiry.Question.Dataset.DataThrough:yyyy-MM-dd}"],
                t[
                    "stages.bases",
                    inquiry.Period,
                    Of(ofTheYear, "engagements"),
                    Of(answer, "reached_engagement"),
                    Of(ofTheYear, "products"),
                    Of(answer, "reached_product")
                ],
            ],
            EmptyReason = answer.Totals[0].Value is null ? t["visual.empty.year", inquiry.Period] : null,
        };

        string Of(Result result, string measure) => result.Of(result.Totals, measure).Text(scale, t);

        // Of a handful, the figures speak for themselves.
        string? ShareOf(decimal? reached) =>
            reached is { } value && referred >= Change.SmallBase ? t["stages.share", Numerals.Percent(value / referred * 100)] : null;
    }
}
