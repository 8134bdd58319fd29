using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Branch;

/// <summary>The sentences at the head of a branch's list.</summary>
public static class BranchWords
{
    /// <summary>How many referrals, how many of them led to something, and what came of it.</summary>
    public static IReadOnlyList<Phrase> Headline(Inquiry inquiry, Member bank, Member branch, BranchList list, int? year)
    {
        var t = inquiry.T;
        var subject = t["branch.subject", t[bank.Label], t[branch.Label]];
        var start = year is { } one ? t["branch.headline.year", subject, inquiry.Years.Name(one)] : t["branch.headline.all", subject];
        return list.Referrals.Count == 0
            ? [new(start), new(t["branch.headline.none"])]
            :
            [
                new(start),
                new(t["branch.headline.count", Numerals.Whole(list.Referrals.Count)], IsEmphasised: true),
                new(t["branch.headline.result", Numerals.Whole(list.Engaged), Numerals.Whole(list.Outcomes)]),
            ];
    }

    /// <summary>Who waits for an answer, and for how long.</summary>
    public static string Second(Inquiry inquiry, BranchList list)
    {
        var t = inquiry.T;
        return list.Referrals.Count == 0 ? ""
            : list.Waiting == 0 ? t["branch.waiting.none"]
            : list.WaitingLong == 0 ? t["branch.waiting", Numerals.Whole(list.Waiting)]
            : t["branch.waiting.long", Numerals.Whole(list.Waiting), Numerals.Whole(list.WaitingLong), Numerals.Whole(list.Longest!.Value)];
    }
}
