using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Benchmarks.Engine;

/// <summary>
/// The page that is measured: eight visuals (totals, region, cluster, industry, year, type of engagement, region × year, the top 20 branches), each
/// with the number of engagements and their contract amounts, the totals with the exact number of distinct
/// companies too. A visual ignores the selection on its own slicers, as on the product's pages.
/// </summary>
internal sealed record Page(string Name, string? Year, string? Region)
{
    /// <summary>A measure of the benchmark's own, declared like any other: exact distinct companies among the engagements.</summary>
    public const string Companies = "companies_engaged";

    private const int TopBranches = 20;

    private static readonly string[] Grouped = ["branch", "engagement_type", "fiscal_year", "industry_group", "municipality"];

    public static readonly IReadOnlyList<Page> All =
    [
        new("no filter", null, null),
        new("a year", "2010", null),
        new("a region", null, "22130"),
        new("a year and a region", "2010", "22130"),
    ];

    private static readonly string[][] Visuals =
    [
        [],
        ["municipality"],
        ["cluster"],
        ["industry_group"],
        ["fiscal_year"],
        ["engagement_type"],
        ["municipality", "fiscal_year"],
        ["branch"],
    ];

    public IReadOnlyList<Query> Queries(FilledStar star) =>
        [
            .. Visuals.Select(by => new Query
            {
                Scope = Scope.All,
                Dataset = star.Dataset,
                Publication = star.Publication,
                Measures = by.Length == 0 ? ["engagements", "contract_amount", Companies] : ["engagements", "contract_amount"],
                By = by,
                Filters = FiltersBeside(by),
                Top = by is ["branch"] ? TopBranches : null,
            }),
        ];

    /// <summary>Conditions of a visual over the given columns, for the rivals' statements.</summary>
    public string Where(string year, string region, IReadOnlyList<string> by) =>
        string.Concat(
            Year is not null && !by.Contains("fiscal_year") ? $" and {year} = {Year}" : "",
            Region is not null && !by.Contains("municipality") ? $" and {region} = {Region}" : ""
        );

    /// <summary>Which of the slicers a visual is not grouped by, a bit for each.</summary>
    public static int MaskOf(string[] by) => Grouped.Index().Where(slicer => !by.Contains(slicer.Item)).Sum(slicer => 1 << slicer.Index);

    /// <summary>The same of a row of several visuals' GROUPING SETS, as an expression; only what one of them is grouped by may be asked for.</summary>
    public static string MaskOf(IEnumerable<string[]> sets, Func<string, string> column) =>
        string.Join(
            " + ",
            Grouped
                .Index()
                .Select(slicer =>
                    sets.Any(by => by.Contains(slicer.Item))
                        ? FormattableString.Invariant($"grouping({column(slicer.Item)}) * {1 << slicer.Index}")
                        : FormattableString.Invariant($"{1 << slicer.Index}")
                )
        );

    /// <summary>What a visual shows, of the engagements of all its members: their number, and how many engagements they have together.</summary>
    public static (int Rows, long Engagements) Shown(string[] by, IReadOnlyCollection<long> counts) =>
        by is ["branch"] ? (Math.Min(TopBranches, counts.Count), counts.OrderDescending().Take(TopBranches).Sum()) : (counts.Count, counts.Sum());

    /// <summary>The visuals, by their slicers.</summary>
    public static IReadOnlyList<string[]> Slices => Visuals;

    /// <summary>The catalogue of the product with the benchmark's measure over it.</summary>
    public static ModelCatalog Catalog(string folder)
    {
        var measures = Directory.CreateDirectory(Path.Combine(folder, "overlay", "Measures")).FullName;
        File.WriteAllText(
            Path.Combine(measures, $"{Companies}.yaml"),
            """
            kind: distinct
            fact: engagements
            value: company_id
            where:
              engagement_type: {not: [information, subsidy]}
              state: {not: preparing}
            time: event
            unit: companies
            sort: 999
            label: {ja: 連携した企業数, en: Companies engaged}
            description: {ja: 計測用, en: For the benchmark.}
            """
        );
        return ModelCatalog.Load(Path.Combine(folder, "overlay"));
    }

    private Dictionary<string, IReadOnlyList<string>> FiltersBeside(string[] by)
    {
        var filters = new Dictionary<string, IReadOnlyList<string>>();
        if (Year is not null && !by.Contains("fiscal_year"))
            filters["fiscal_year"] = [Year];
        if (Region is not null && !by.Contains("municipality"))
            filters["municipality"] = [Region];
        return filters;
    }
}
