using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Slicing;

/// <summary>What the pickers offer: all datasets, and the members that occur in the chosen one. An empty list means that the dataset is not cut that way.</summary>
public sealed record Picks(IReadOnlyList<DatasetSummary> Datasets, RegionTree Regions, IReadOnlyList<Member> Clusters, IReadOnlyList<(Member Division, IReadOnlyList<Member> Groups)> Industries)
{
    /// <summary>Asks for the members that occur in the dataset of <paramref name="question"/>.</summary>
    public static async Task<Picks> AskAsync(PageQuestion question, IReadOnlyList<DatasetSummary> datasets, RecentAnswers answers)
    {
        string[] measures = [.. new[] { "referrals", "engagements", "outcomes" }.Intersect(question.Dataset.Measures).DefaultIfEmpty(question.Dataset.Measures[0])];
        var regions = answers.AnswerAsync(question.AskUnfiltered(measures, ["prefecture", "subregion", "municipality"]));
        var clusters = answers.AnswerAsync(question.AskUnfiltered(measures, ["cluster"]));
        var industries = answers.AnswerAsync(question.AskUnfiltered(measures, ["industry_division", "industry_group"]));
        await Task.WhenAll(regions, clusters, industries);
        return new(datasets, RegionTree.Of(await regions),
            [.. (await clusters).Rows.Select(r => r.Members[0]).Where(m => !RegionTree.IsReserved(m))],
            [.. (await industries).Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).GroupBy(r => r.Members[0].Code)
                .Select(g => (g.First().Members[0], (IReadOnlyList<Member>)[.. g.Select(r => r.Members[1]).Where(m => !RegionTree.IsReserved(m))]))]);
    }
}
