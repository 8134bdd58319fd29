using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// What became of the referrals of each bank, or of each branch where there is but one bank or one is chosen. Branches where many wait for an answer are
/// marked, and each leads to its own list.
/// </summary>
public sealed class BranchTable : VisualRecipe
{
    /// <summary>From so many waiting referrals on a branch is marked.</summary>
    public const int Many = 3;

    private const string Waiting = "open_over_90_days";

    public override string Name => "branches";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.IsOfReferrals;

    public override string TitleOf(Inquiry inquiry) => inquiry.T["branches.title", inquiry.T["level.branch"]];

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry)
    {
        var (t, question) = (inquiry.T, inquiry.Question);
        string[] measures = [.. new[] { "referrals", "engagements", Waiting, "outcomes" }.Where(inquiry.Has)];
        var isOfBanks =
            !question.Filters.ContainsKey("bank")
            && !question.Filters.ContainsKey("branch")
            && (await inquiry.AskAsync(measures, ["bank"])).Rows.Count(r => !RegionTree.IsReserved(r.Members[0])) > 1;
        var slicer = isOfBanks ? "bank" : "branch";
        var answer = await inquiry.AskAsync(measures, [slicer]);
        var rows = answer
            .Rows.Where(r => r.Cells.Any(c => c.Value is not null and not 0))
            .OrderBy(r => RegionTree.IsReserved(r.Members[0]))
            .ThenByDescending(r => answer.Of(r.Cells, Waiting).Value)
            .ThenByDescending(r => answer.Of(r.Cells, "referrals").Value)
            .ThenBy(r => r.Members[0].Code, StringComparer.Ordinal)
            .ToList();
        if (rows.All(r => RegionTree.IsReserved(r.Members[0])))
            return null;
        var plain = FigureScale.For(MeasureUnit.Cases, answer.Currency, t.Language, 0);
        return new()
        {
            Title = t["branches.title", t["level." + slicer]],
            Subtitle = inquiry.Period + (inquiry.Has(Waiting) && !isOfBanks ? t["list.comma"] + t["branches.sub", Many] : ""),
            Result = answer,
            Measures = answer.Measures,
            Scale = plain,
            Table = new(
                [
                    inquiry.LabelOf(slicer),
                    .. answer.Measures.Select(m => t["branches.column." + m.Name]),
                    .. isOfBanks ? Array.Empty<string>() : [t["branches.list"]],
                ],
                [
                    .. rows.Select(r => new VisualRow(
                        NameOf(r.Members[0]),
                        isOfBanks ? BranchesOf(r.Members[0].Code) : question.Narrowed(slicer, r.Members[0].Code),
                        [.. Figures(r.Cells), .. isOfBanks ? Array.Empty<VisualCell>() : [ListOf(r.Members[0].Code)]]
                    )),
                ],
                new(t["table.total"], null, [.. Figures(answer.Totals), .. isOfBanks ? Array.Empty<VisualCell>() : [new("")]])
            ),
            Notes = [t["branches.note"], .. answer.Notes.Written(t, plain)],
        };

        string NameOf(Member member) => RegionTree.IsReserved(member) ? t[member.Label] : $"{member.Code} {t[member.Label]}";

        string? BranchesOf(string bank) => RegionTree.IsReserved(bank) ? null : question.Address.With("bank", bank) + "#branches";

        // The list is about a branch, whatever else the page is narrowed to.
        VisualCell ListOf(string branch) =>
            RegionTree.IsReserved(branch) || branch.EndsWith("unknown", StringComparison.Ordinal)
                ? new("—", "state")
                : new(
                    t["branches.print"],
                    Href: question
                        .Address.Without(question.Parameters)
                        .Without(MapRates.Parameter, Inquiry.MeasureName)
                        .With("branch", branch)
                        .At("/regions/branch")
                );

        IEnumerable<VisualCell> Figures(IReadOnlyList<Cell> cells) =>
            answer.Measures.Select(m =>
                answer.Of(cells, m.Name) is var cell && m.Name == Waiting && !isOfBanks && cell.Value >= Many && !ReferenceEquals(cells, answer.Totals)
                    ? new(t["branches.many", plain.Number(cell.Value.Value)], "many")
                    : cell.Written(plain, t)
            );
    }
}
