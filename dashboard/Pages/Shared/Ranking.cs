using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Shared;

/// <summary>Whose figure is the largest in an answer by one slicer, and the sentence that says so. Reserved members (unknown, none) take no place.</summary>
public static class Ranking
{
    /// <summary>Members with a figure above 0, the largest first.</summary>
    public static IReadOnlyList<(Member Member, Cell Figure)> Of(Result answer, string measure) =>
        [
            .. answer
                .Rows.Where(r => !RegionTree.IsReserved(r.Members[0]))
                .Select(r => (r.Members[0], answer.Of(r.Cells, measure)))
                .Where(r => r.Item2.Value > 0 && !r.Item2.IsOfFew())
                .OrderByDescending(r => r.Item2.Value),
        ];

    /// <summary>The headline about the largest figure; nobody being ahead, about the whole.</summary>
    public static IReadOnlyList<Phrase> Sentence(Inquiry inquiry, Result answer, FigureScale scale)
    {
        var (t, column) = (inquiry.T, answer.Column(inquiry.Lead)!);
        if (LeaderOf(answer, inquiry.Lead) is not var (leader, figure))
            return Headline.Of(inquiry, answer).Sentence(t);
        var (key, subject) = ("ranking.leader" + column.Unit.Superlative(), t["headline.subject", inquiry.Period, t[column.Label]]);
        var parts = inquiry.InBrackets(answer, answer.Rows.First(r => r.Members[0] == leader).Cells, inquiry.Lead, scale);
        return [new(t[key, subject, t[leader.Label]]), new(scale.Text(figure.Value!.Value), IsEmphasised: true), new(parts + t[key + ".after"])];
    }

    /// <summary>The one member that is ahead: nobody where two share the place, or where there is nothing to lead.</summary>
    public static (Member Member, Cell Figure)? LeaderOf(Result answer, string measure) =>
        Of(answer, measure) is [var first, var second, ..] && first.Figure.Value > second.Figure.Value ? first : null;
}
