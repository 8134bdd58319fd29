using Analytics.Dashboard.Questions;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Branch;

/// <summary>What the page of a branch shows: the branches to choose from, by bank; the chosen one; its list.</summary>
/// <param name="Branches">Bank and branch.</param>
/// <param name="Chosen">Null where the address names none.</param>
/// <param name="Year">The year to which the list is held; null: all years.</param>
/// <param name="IsNarrowed">The address is narrowed to more than the branch, which the list leaves aside.</param>
public sealed record BranchFigures(
    IReadOnlyList<(Member Bank, Member Branch)> Branches,
    (Member Bank, Member Branch)? Chosen,
    BranchList? List,
    int? Year,
    bool IsNarrowed
)
{
    /// <summary>The parameter that holds the list to the page's year, and its value.</summary>
    public const string Years = "years",
        One = "one";

    /// <summary>Asks for the list of the branch that the address names.</summary>
    public static async Task<BranchFigures> AskAsync(Inquiry inquiry, BranchReader book)
    {
        var question = inquiry.Question;
        var named = await inquiry.Answers.AnswerAsync(question.AskUnfiltered([inquiry.Has("referrals") ? "referrals" : inquiry.Lead], ["bank", "branch"]));
        var branches = named
            .Rows.Where(r => !RegionTree.IsReserved(r.Members[0]) && !RegionTree.IsReserved(r.Members[1]))
            .Select(r => (r.Members[0], r.Members[1]))
            .ToList();
        int? year = question.Address.First(Years) == One ? question.Year : null;
        var code = question.Filters.TryGetValue("branch", out var codes) ? codes[0] : null;
        (Member Bank, Member Branch)? chosen = branches.Where(b => b.Item2.Code == code).Select(b => ((Member, Member)?)b).FirstOrDefault();
        return new(
            branches,
            chosen,
            chosen is null ? null : await book.AskAsync(question.Dataset, chosen.Value.Branch.Code, year),
            year,
            question.Narrowing.Any(slicer => slicer is not ("branch" or "bank"))
        );
    }
}
