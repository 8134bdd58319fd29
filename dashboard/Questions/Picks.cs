using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>
/// The pickers' choices: all datasets, and the members that occur in the chosen one. An empty list means that the dataset has no such breakdown.
/// <see cref="Others"/> holds the members of slicers without a picker that the address names.
/// </summary>
public sealed record Picks(
    IReadOnlyList<DatasetSummary> Datasets,
    RegionTree Regions,
    IReadOnlyList<Member> Clusters,
    IReadOnlyList<(Member Division, IReadOnlyList<Member> Groups)> Industries,
    IReadOnlyDictionary<string, IReadOnlyList<Member>> Others
)
{
    /// <summary>The slicers of the industry picker, finer first.</summary>
    public static readonly IReadOnlyList<string> IndustrySlicers = ["industry_group", "industry_division"];

    /// <summary>Slicers that have a picker.</summary>
    public static readonly IReadOnlyList<string> Own = [.. RegionTree.Slicers, "cluster", .. IndustrySlicers];

    private static readonly Bilingual NoCluster = new("クラスターなし", "No cluster"),
        NotThere = new("このデータにはない値です。", "This dataset has no such value.");

    /// <summary>Queries the members that occur in the dataset of <paramref name="question"/>.</summary>
    /// <exception cref="QueryException">A slicer of the address does not apply to the dataset.</exception>
    public static async Task<Picks> AskAsync(PageQuestion question, IReadOnlyList<DatasetSummary> datasets, PageAnswers answers)
    {
        Task<Result> By(params string[] slicers) => answers.AnswerAsync(question.AskUnfiltered(MeasuresOf(question.Dataset), slicers));
        var (regions, clusters, industries) = (By("prefecture", "subregion", "municipality"), By("cluster"), By("industry_division", "industry_group"));
        var others = question.Filters.Keys.Concat(question.Excluded.Keys).Except(Own).Distinct().ToDictionary(slicer => slicer, slicer => By(slicer));
        await Task.WhenAll([regions, clusters, industries, .. others.Values]);
        return new(
            datasets,
            RegionTree.Of(await regions),
            [.. (await clusters).Rows.Select(r => r.Members[0]).Where(m => !RegionTree.IsReserved(m))],
            [
                .. (await industries)
                    .Rows.Where(r => !RegionTree.IsReserved(r.Members[0]))
                    .GroupBy(r => r.Members[0].Code)
                    .Select(g => (g.First().Members[0], (IReadOnlyList<Member>)[.. g.Select(r => r.Members[1]).Where(m => !RegionTree.IsReserved(m))])),
            ],
            others.ToDictionary(o => o.Key, o => (IReadOnlyList<Member>)[.. o.Value.Result.Rows.Select(r => r.Members[0])])
        );
    }

    /// <summary>The measures whose rows show which members a dataset has.</summary>
    public static IReadOnlyList<string> MeasuresOf(DatasetSummary dataset) =>
        [.. new[] { "referrals", "engagements", "outcomes" }.Intersect(dataset.Measures).DefaultIfEmpty(dataset.Measures[0])];

    /// <summary>A member's label; the code itself if the dataset has no such member.</summary>
    public Bilingual LabelOf(string slicer, string code) =>
        slicer == "cluster" && code == "none" ? NoCluster : MembersOf(slicer).FirstOrDefault(m => m.Code == code)?.Label ?? new(code, code);

    /// <summary>The first filter code that does not occur in the dataset, with those that do; null if all occur.</summary>
    public QueryFault? FaultOf(PageQuestion question) =>
        (
            from filter in question
                .Filters.Select(f => (Slicer: f.Key, Parameter: f.Key, Codes: f.Value))
                .Concat(question.Excluded.Select(f => (Slicer: f.Key, Parameter: f.Key + QueryParser.Not, Codes: f.Value)))
            let members = MembersOf(filter.Slicer).ToList()
            from code in filter.Codes
            where !RegionTree.IsReserved(code) && members.All(m => m.Code != code)
            select new QueryFault(filter.Parameter, code, NotThere, [.. members.Select(m => m.Code)])
        ).FirstOrDefault();

    private IEnumerable<Member> MembersOf(string slicer) =>
        slicer switch
        {
            "cluster" => Clusters,
            "industry_division" => Industries.Select(i => i.Division),
            "industry_group" => Industries.SelectMany(i => i.Groups),
            _ when RegionTree.Slicers.Contains(slicer) => Regions.Choices().Where(c => c.Slicer == slicer).Select(c => c.Member),
            _ => Others.GetValueOrDefault(slicer, []),
        };
}
