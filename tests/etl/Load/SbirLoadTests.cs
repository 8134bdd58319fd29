using System.Globalization;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Load;

/// <summary>The real SBIR awards to the last row and dollar, against the reckoning of data/README.md and one made here from the files.</summary>
public class SbirLoadTests(SbirLoad sbir) : IClassFixture<SbirLoad>
{
    [Fact]
    public async Task Sbir_RowsAndDollars_AreTheReckonings()
    {
        await sbir.EnsureAsync();

        Assert.All(sbir.Report.Files, file => Assert.Equal((FileFate.Loaded, "sbir", 0), (file.Fate, file.Dataset, file.RowsRejected)));
        Assert.Equal("31757 10258705966 4599 2600", await sbir.Ledgers.TotalAsync("engagements contract_amount referrals advanced", dataset: "sbir"));
        Assert.Equal("phase-1: 13228\nphase-2: 18529\ntotal: 31757", await sbir.Ledgers.FiguresAsync("engagements", "engagement_type", dataset: "sbir"));
        Assert.Equal(
            "2002-12-31 1983-01-01",
            await sbir.Ledgers.QueryAsync("select data_through, first_date from audit.publication_datasets where dataset_code = 'sbir'")
        );
    }

    [Fact]
    public async Task Sbir_EveryAward_IsNewOnce()
    {
        await sbir.EnsureAsync();

        Assert.Equal(
            "31757 31757 0 0 0",
            await sbir.Ledgers.QueryAsync(
                "select sum(rows_loaded), sum(rows_new), sum(rows_revised), sum(rows_unchanged), count(*) filter (where rows_new is null) from audit.batches"
            )
        );
    }

    [Fact]
    public async Task Sbir_ByState_IsTheAwardsOwnAddress()
    {
        await sbir.EnsureAsync();
        var rows = await sbir.Ledgers.FiguresAsync("engagements", "prefecture", dataset: "sbir");

        Assert.Contains("US-CA: 7176\n", rows, StringComparison.Ordinal);
        // 4,770 and one that is written Ma.
        Assert.Contains("US-MA: 4771\n", rows, StringComparison.Ordinal);
        Assert.Contains("unknown: 1\n", rows, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sbir_ByAgencyAndYear_EqualsAReckoningFromTheFiles()
    {
        await sbir.EnsureAsync();
        var expected = sbir
            .Awards.GroupBy(award => $"{Slug(award.Agency)}|{award.Year}")
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key}: {group.Count()} {group.Sum(award => award.Amount):0.##}"))
            .Order(StringComparer.Ordinal);
        var actual = (await sbir.Ledgers.FiguresAsync("engagements contract_amount", "institute fiscal_year", dataset: "sbir"))
            .Split('\n')[..^1]
            .Where(line => !line.EndsWith(": 0 0", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal); // an agency's years without an award

        Assert.Equal(expected, actual);
        // By phase as well: Phase I stands in the files for 1983–1990, Phase II for 1984–2002.
        Assert.Equal(
            sbir.Awards.Count(award => award is { Phase: "Phase II", Year: 1990 }).ToString(CultureInfo.InvariantCulture),
            await sbir.Ledgers.TotalAsync("engagements", "engagement_type=phase-2 fiscal_year=1990", "sbir")
        );

        static string Slug(string agency) =>
            string.Join(
                '-',
                agency
                    .ToLowerInvariant()
                    .Split([.. agency.ToLowerInvariant().Where(letter => !char.IsAsciiLetterOrDigit(letter))], StringSplitOptions.RemoveEmptyEntries)
            );
    }

    [Fact]
    public async Task Sbir_PhaseTwoOfCompaniesWithoutPhaseOne_CountWithoutAReferral()
    {
        await sbir.EnsureAsync();

        // 6,988 belong to companies that have no Phase I here; one of them names no company at all (detail/694426).
        Assert.Equal(
            "6988",
            await sbir.Ledgers.QueryAsync(
                "select count(*) from mart.fct_engagements where referral_id = -2 and published_to = 2147483647 and dataset_key = (select dataset_key from mart.dim_dataset where dataset_code = 'sbir')"
            )
        );
        Assert.Equal(
            "1",
            await sbir.Ledgers.QueryAsync("select count(*) from mart.fct_engagements where engagement_number like '%/694426' and referral_id = -2")
        );
        Assert.Equal(
            "not-applicable: NotApplicable NotApplicable NotApplicable\ntotal: 4599 31757 2600",
            await sbir.Ledgers.FiguresAsync("referrals engagements advanced", "cluster", dataset: "sbir")
        );
    }

    [Fact]
    public async Task Sbir_OnlyTheYearIsKnown()
    {
        await sbir.EnsureAsync();

        Assert.Equal(
            "year 19830101 20020101",
            await sbir.Ledgers.QueryAsync(
                "select date_precision, min(started_date_key), max(started_date_key) from mart.fct_engagements where dataset_key = (select dataset_key from mart.dim_dataset where dataset_code = 'sbir') group by 1"
            )
        );
        Assert.Equal("not-applicable: NotApplicable\ntotal: 31757", await sbir.Ledgers.FiguresAsync("engagements", "month", dataset: "sbir"));
        var last = sbir.Awards.Count(award => award.Year == 2002).ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"2002: {last}\ntotal: {last}", await sbir.Ledgers.FiguresAsync("engagements", "fiscal_year", "fiscal_year=2002", "sbir"));
    }

    [Fact]
    public async Task Sbir_Development_IsReachedAfterTheReckoningsYears()
    {
        await sbir.EnsureAsync();

        // The median of those who reached it is 2 years, over all 4,599 it is 4; amounts of three years need days.
        Assert.Equal(
            "2600 0 2 4 0",
            await sbir.Ledgers.QueryAsync(
                """
                select count(years_to_development), min(years_to_development), percentile_disc(0.5) within group (order by years_to_development),
                       percentile_disc(0.5) within group (order by coalesce(years_to_development, 1000)), count(contract_amount_3y)
                from mart.fct_referrals where published_to = 2147483647
                """
            )
        );
        // The measure says so too: nobody is lost from sight before twelve years, so that by cohort it is the year by which half of all had come.
        Assert.Equal("4599 2600 4", await sbir.Ledgers.TotalAsync("referrals advanced median_years_to_development", dataset: "sbir"));
        Assert.Equal(
            await sbir.Ledgers.QueryAsync(
                """
                select referred_date_key / 10000 || ': ' || percentile_disc(0.5) within group (order by coalesce(years_to_development, 1000))
                from mart.fct_referrals where published_to = 2147483647 group by referred_date_key order by referred_date_key
                """
            ),
            string.Join(
                '\n',
                (
                    await sbir.Ledgers.FiguresAsync(
                        "median_years_to_development",
                        "fiscal_year",
                        string.Join(' ', Enumerable.Range(1983, 8).Select(year => $"fiscal_year={year}")),
                        "sbir"
                    )
                ).Split('\n')[..^1]
            )
        );
        Assert.Equal(
            "0",
            await sbir.Ledgers.QueryAsync(
                "select count(*) from mart.fct_referrals where (development_date_key = -3) <> (years_to_development is null) or years_to_development <> development_date_key / 10000 - referred_date_key / 10000"
            )
        );
    }

    [Fact]
    public async Task Sbir_SecondLoad_IsNothingToDo_AndLedgersAreNotMixed()
    {
        await sbir.EnsureAsync();
        var again = await sbir.Ledgers.LoadAsync([.. sbir.Files]);

        Assert.All(again.Files, file => Assert.Equal(FileFate.LoadedBefore, file.Fate));
        Assert.Equal((sbir.Report.Publication.Publication, false), (again.Publication.Publication, again.Publication.IsNew));
        Assert.Equal("NoData NoData", await sbir.Ledgers.TotalAsync("referrals engagements"));
        Assert.Equal("31757 1", await sbir.Ledgers.QueryAsync("select count(*), max(published_from) from mart.fct_engagements"));
    }
}
