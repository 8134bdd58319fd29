using System.Globalization;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Load;

/// <summary>The real subsidy decisions of Miyagi to the last row and yen, against the reckoning of data/README.md and one made here from the file.</summary>
public class SubsidiesLoadTests(SubsidiesLoad subsidies) : IClassFixture<SubsidiesLoad>
{
    const string Dataset = "miyagi_subsidies";

    [Fact]
    public async Task Subsidies_RowsAndYen_AreTheReckonings()
    {
        await subsidies.EnsureAsync();
        var file = Assert.Single(subsidies.Report.Files);

        Assert.Equal((FileFate.Loaded, Dataset, "gbizinfo_subsidies", 20957, 0), (file.Fate, file.Dataset, file.Source, file.RowsLoaded, file.RowsRejected));
        Assert.Equal("20957 2581995652107", await subsidies.Ledgers.TotalAsync("subsidies subsidy_amount", dataset: Dataset));
        Assert.Equal(
            "2025-02-19 2009-01-01 20957 0 0",
            await subsidies.Ledgers.QueryAsync(
                $"select data_through, first_date, rows_used, rows_rejected, rows_waiting from audit.publication_datasets where dataset_code = '{Dataset}'"
            )
        );
        Assert.Equal(
            "JPY 4 False 宮城県の補助金",
            await subsidies.Ledgers.QueryAsync(
                $"select currency, fiscal_year_start_month, is_synthetic, label_ja from mart.dim_dataset where dataset_code = '{Dataset}'"
            )
        );
    }

    [Fact]
    public async Task Subsidies_ByFiscalYear_EqualAReckoningFromTheFile()
    {
        await subsidies.EnsureAsync();
        var years = subsidies.Decisions.ToLookup(decision => decision.FiscalYear);
        // Of 2011 and 2012 the file has none; 2024 had not ended, which the answer says beside its figures.
        var expected = Enumerable.Range(2008, 2024 - 2008 + 1).Select(year => Line($"{year}", [.. years[year]])).Append(Line("total", subsidies.Decisions));

        Assert.Equal(
            string.Join('\n', expected),
            (await subsidies.Ledgers.FiguresAsync("subsidies subsidy_amount", "fiscal_year", dataset: Dataset)).Replace(
                "(Provisional)",
                "",
                StringComparison.Ordinal
            )
        );

        static string Line(string year, IReadOnlyList<SubsidiesLoad.Decision> decisions) =>
            string.Create(CultureInfo.InvariantCulture, $"{year}: {decisions.Count} {decisions.Sum(decision => decision.Amount)}");
    }

    [Fact]
    public async Task Subsidies_AreNeitherEngagementsNorContracts()
    {
        await subsidies.EnsureAsync();

        Assert.Equal(
            "0 0 0 0 NotApplicable",
            await subsidies.Ledgers.TotalAsync("engagements consultations joint_research information stalled_engagements", dataset: Dataset)
        );
        Assert.Equal(
            "0",
            await subsidies.Ledgers.QueryAsync(
                $"select count(*) from mart.fct_engagements where referral_id <> -2 or engagement_type_key <> (select engagement_type_key from mart.dim_engagement_type where engagement_type_code = 'subsidy')"
            )
        );
    }

    [Fact]
    public async Task Subsidies_OfNoYenOrLess_CountWithAWarning()
    {
        await subsidies.EnsureAsync();

        Assert.Equal(
            "warning subsidy-not-positive amount 674 480 194",
            await subsidies.Ledgers.QueryAsync(
                "select kind, rule, column_name, count(*), count(*) filter (where value = '0'), count(*) filter (where value like '-%') from audit.findings where published_to = 2147483647 group by 1, 2, 3"
            )
        );
        Assert.Equal((480, 194), (subsidies.Decisions.Count(decision => decision.Amount == 0), subsidies.Decisions.Count(decision => decision.Amount < 0)));
    }

    [Fact]
    public async Task Subsidies_CompanyIsTheVerifiedNumber()
    {
        await subsidies.EnsureAsync();
        var companies = subsidies.Decisions.Select(decision => decision.Number).Distinct().Count().ToString(CultureInfo.InvariantCulture);

        Assert.Equal(companies, await subsidies.Ledgers.QueryAsync("select count(distinct company_id) from mart.fct_engagements"));
        Assert.Equal(
            $"{companies} {companies}",
            await subsidies.Ledgers.QueryAsync("select count(*), count(distinct corporate_number) from mart.dim_company where company_id > 0 and is_current")
        );
        Assert.Equal("unknown: NotApplicable\ntotal: 20957", await subsidies.Ledgers.FiguresAsync("subsidies", "prefecture", dataset: Dataset));
        Assert.Equal("not-applicable: NotApplicable\ntotal: 20957", await subsidies.Ledgers.FiguresAsync("subsidies", "industry_division", dataset: Dataset));
        Assert.Equal("unknown: NotApplicable\ntotal: 20957", await subsidies.Ledgers.FiguresAsync("subsidies", "institute", dataset: Dataset));
    }

    [Fact]
    public async Task Subsidies_TitlesOfResearchProgrammes_MarkResearchSupport()
    {
        await subsidies.EnsureAsync();
        var research = subsidies
            .Decisions.Where(decision =>
                decision.Title.Contains("戦略的基盤技術高度化支援事業", StringComparison.Ordinal)
                || decision.Title.Contains("成長型中小企業等研究開発支援事業", StringComparison.Ordinal)
            )
            .ToList();
        var amount = research.Sum(decision => decision.Amount).ToString(CultureInfo.InvariantCulture);

        // Counted apart from this project: 124.
        Assert.Equal(124, research.Count);
        Assert.Equal($"124 {amount}", await subsidies.Ledgers.TotalAsync("subsidies subsidy_amount", "research_stage=rd-support", Dataset));
    }

    [Fact]
    public async Task Subsidies_SecondLoad_IsNothingToDo()
    {
        await subsidies.EnsureAsync();
        var again = await subsidies.Ledgers.LoadAsync(subsidies.File);

        Assert.Equal(FileFate.LoadedBefore, Assert.Single(again.Files).Fate);
        Assert.Equal((subsidies.Report.Publication.Publication, false), (again.Publication.Publication, again.Publication.IsNew));
        Assert.Equal("20957 1", await subsidies.Ledgers.QueryAsync("select count(*), max(published_from) from mart.fct_engagements"));
    }
}
