using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// Several measures of one year by the members of a slicer, as a table: the page's measure with its target and its change against the year before.
/// </summary>
public abstract class SummaryRecipe : VisualRecipe
{
    /// <summary>The slicer whose members are the rows.</summary>
    protected abstract string SlicerOf(Inquiry inquiry);

    /// <summary>The measures beside the page's own, in order; those that the dataset lacks are left out.</summary>
    protected virtual IReadOnlyList<string> MeasuresOf(Inquiry inquiry) =>
        inquiry.IsOfReferrals ? ["referrals", "engagements", "outcomes", "products"] : inquiry.Cards;

    /// <summary>What a row is called.</summary>
    protected virtual string NounOf(Inquiry inquiry) => inquiry.LabelOf(SlicerOf(inquiry));

    /// <summary>The slicer as titles name it.</summary>
    protected virtual string WordOf(Inquiry inquiry) => inquiry.WordOf(SlicerOf(inquiry));

    /// <summary>Where a row leads.</summary>
    protected virtual string? HrefOf(Inquiry inquiry, Member member) => inquiry.Question.Narrowed(SlicerOf(inquiry), member.Code);

    /// <summary>Remarks of its own.</summary>
    protected virtual IEnumerable<string> NotesOf(Inquiry inquiry) => [];

    /// <inheritdoc />
    public override string TitleOf(Inquiry inquiry) => inquiry.T["regions.title", WordOf(inquiry)];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, lead) = (inquiry.T, inquiry.Lead);
        string[] measures = [.. MeasuresOf(inquiry).Where(inquiry.Has).Append(lead).Distinct()];
        var answer = await inquiry.AskAsync([.. measures, .. inquiry.WithComparisons(lead).Skip(1)], [SlicerOf(inquiry)]);
        var rows = answer
            .Rows.OrderBy(r => RegionTree.IsReserved(r.Members[0]))
            .ThenBy(r => answer.Of(r.Cells, lead).IsOfFew())
            .ThenByDescending(r => answer.Of(r.Cells, lead).Value)
            .ThenBy(r => t[r.Members[0].Label], StringComparer.Ordinal)
            .ToList();
        var columns = measures
            .Select(m => answer.Column(m)!)
            .Select(c => (Column: c, Scale: FigureScale.For(c, answer, t.Language, rows.Select(r => answer.Of(r.Cells, c.Name)))))
            .ToList();
        var (leadColumn, leadScale) = columns.First(c => c.Column.Name == lead);
        var isCompared = inquiry.Question.Period.IsOneYear;
        var hasTargets = rows.Select(r => r.Cells).Append(answer.Totals).Any(c => answer.Of(c, lead + ".target").Value is not null);
        return new()
        {
            Title = TitleOf(inquiry),
            Subtitle = inquiry.Period,
            Result = answer,
            Measures = [.. columns.Select(c => c.Column)],
            Scale = leadScale,
            Table = new(
                [
                    NounOf(inquiry),
                    .. columns.Select(c => t[c.Column.Label] + (c.Column.Unit == MeasureUnit.Currency ? t["table.unit", c.Scale.Caption] : "")),
                    .. hasTargets ? [t["table.attainment.of", t[leadColumn.Label]]] : Array.Empty<string>(),
                    .. isCompared ? [inquiry.Years.Words(t["table.change.of", t[leadColumn.Label]])] : Array.Empty<string>(),
                ],
                [.. rows.Select(r => new VisualRow(t[r.Members[0].Label], HrefOf(inquiry, r.Members[0]), Figures(r.Cells)))],
                new(t["table.total"], null, Figures(answer.Totals))
            ),
            Notes =
            [
                .. answer.Notes.Written(t, name => columns.FirstOrDefault(c => c.Column.Name == name).Scale),
                .. NotesOf(inquiry),
                .. columns.Any(c => c.Column.Unit == MeasureUnit.Currency) ? (string[])[t["table.rounding"]] : [],
            ],
            EmptyReason = rows.Count == 0 ? t["visual.empty.year", inquiry.Period] : null,
        };

        IReadOnlyList<VisualCell> Figures(IReadOnlyList<Cell> cells) =>
            [
                .. columns.Select(c => inquiry.Written(answer, cells, c.Column.Name, c.Scale)),
                .. hasTargets ? [Attained(cells)] : Array.Empty<VisualCell>(),
                .. isCompared ? [Changed(cells)] : Array.Empty<VisualCell>(),
            ];

        VisualCell Attained(IReadOnlyList<Cell> cells) =>
            (answer.Of(cells, lead + ".target").Value, answer.Of(cells, lead + ".target_attainment").Value) is ({ } aim, { } share)
                ? new(aim < Change.SmallBase ? t["table.of-target", answer.Of(cells, lead).Text(leadScale, t), leadScale.Number(aim)] : Numerals.Percent(share))
                : new(t["cell.no-target"], "state");

        VisualCell Changed(IReadOnlyList<Cell> cells) =>
            Change.Between(answer.Of(cells, lead), answer.Of(cells, lead + ".previous")) is { } change
                ? new(change.BriefText(leadScale, leadColumn.Unit), change.CssClass, change.PercentText is { } percent ? t["kpi.percent", percent] : null)
                : new("—", "state");
    }
}
