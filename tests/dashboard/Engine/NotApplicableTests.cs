using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>What can never have a figure, and what no ledger knows, is not applicable and never 0.</summary>
public class NotApplicableTests(PostgresFixture postgres)
{
    // One referral without cluster, channel or agreement; an engagement of a unit and information of none; one outcome each of a patent, sales and a loan.
    private Task<LoadedFigures> LoadAsync() =>
        LoadedFigures.OfAsync(
            postgres,
            (Ledgers.Referral + ",市区町村コード", ["1,2008-04-01,0150,遠州光学,22130"]),
            (Ledgers.Engagement + ",機関コード,担当部門", ["10,1,共同研究,2008-06-01,kogyo,光計測", "11,1,情報提供,2008-05-01,kogyo,"]),
            (
                Ledgers.Outcome + ",銀行コード,数値,単位",
                ["20,1,特許出願,2009-06-01,0150,,", "21,1,融資実行,2009-07-01,0150,,", "22,1,売上増,2010-03-31,0150,5,百万円"]
            )
        );

    [Fact]
    public async Task Kinds_ThatAMeasureNeverCounts_AreNotApplicable()
    {
        await using var figures = await LoadAsync();

        Assert.Equal(
            "patent-filed: 1 NotApplicable NotApplicable\nadded-sales: NotApplicable NotApplicable 5000000\nloan: NotApplicable 1 NotApplicable\ntotal: 1 1 5000000",
            await figures.RowsAsync("measure=outcomes measure=loans measure=added_sales by=outcome_type")
        );
        Assert.Equal(
            "information: NotApplicable 1 NotApplicable\njoint-research: 1 NotApplicable 1\ntotal: 1 1 1",
            await figures.RowsAsync("measure=engagements measure=information measure=joint_research by=engagement_type")
        );
        Assert.Equal(
            "この指標が対象としない成果区分は、該当なしです。 / Not applicable to the kinds of “Outcome type” that it never counts.",
            await figures.NoteAsync("measure=outcomes by=outcome_type", "never_counted")
        );
        // A year before and shares have no figure either.
        Assert.Equal(
            "patent-filed: 1 0 100\nadded-sales: NotApplicable NotApplicable NotApplicable\nloan: NotApplicable NotApplicable NotApplicable\ntotal: 1 0 100",
            await figures.RowsAsync("measure=outcomes measure=outcomes.previous measure=outcomes.share by=outcome_type fiscal_year=2009")
        );
    }

    [Fact]
    public async Task Filters_ThatLeaveNothingItCounts_AreNotApplicable()
    {
        await using var figures = await LoadAsync();

        Assert.Equal(": NotApplicable 1\ntotal: NotApplicable 1", await figures.RowsAsync("measure=outcomes measure=loans outcome_type=loan"));
        Assert.Equal(": 1 1\ntotal: 1 1", await figures.RowsAsync("measure=outcomes measure=loans outcome_type=loan outcome_type=patent-filed"));
        Assert.Equal(
            ": 0 NotApplicable\ntotal: 0 NotApplicable",
            await figures.RowsAsync("measure=engagements measure=joint_research engagement_type.not=joint-research")
        );
        // Prototypes it would count: there is none.
        Assert.Equal(": 0\ntotal: 0", await figures.RowsAsync("measure=outcomes outcome_type=prototype"));
        // What is among the others is worked out the same way.
        Assert.Equal("patent-filed: 1\nothers: 0\ntotal: 1", await figures.RowsAsync("measure=outcomes by=outcome_type top=1 others=true"));
    }

    [Fact]
    public async Task Slicers_ThatNoRowOfTheFactKnows_AreNotApplicable_ButAllTogetherHaveTheirFigure()
    {
        await using var figures = await LoadAsync();

        Assert.Equal("光計測: NotApplicable 1\nunknown: NotApplicable 0\ntotal: 1 1", await figures.RowsAsync("measure=referrals measure=engagements by=unit"));
        Assert.Equal(": NotApplicable 1\ntotal: NotApplicable 1", await figures.RowsAsync("measure=referrals measure=engagements unit=光計測"));
        Assert.Equal(
            "「担当部門」がどの行にも記載されていないため、これによる集計は該当なしです。 / Not applicable by “Unit”: none of its rows names any.",
            await figures.NoteAsync("measure=referrals by=unit", "slicer_unknown")
        );
        foreach (var slicer in new[] { "channel", "technology_field", "industry_division", "company_size" })
        {
            Assert.EndsWith(": NotApplicable\ntotal: 1", await figures.RowsAsync($"measure=referrals by={slicer}"), StringComparison.Ordinal);
        }

        // One level of a dimension is enough: the bank is known, its branch is not.
        Assert.Equal("0150|unknown: 1\ntotal: 1", await figures.RowsAsync("measure=referrals by=bank by=branch"));
        Assert.Equal("unknown: NotApplicable\ntotal: 1", await figures.RowsAsync("measure=referrals by=branch"));
        Assert.Equal("22: 1\ntotal: 1", await figures.RowsAsync("measure=referrals by=prefecture"));
        Assert.Equal("2008-04: 1\ntotal: 1", await figures.RowsAsync("measure=referrals by=month"));
    }

    [Fact]
    public async Task Slicer_ThatALaterFileBrings_IsKnownFromItsPublicationOn()
    {
        await using var figures = await LoadAsync();
        await figures.Ledgers.LoadAsync(Ledgers.Referral + ",紹介経路,クラスター", "2,2008-04-02,0150,駿河食品,支店網,ファルマバレー");

        Assert.Equal("branch-network: 1\nunknown: 1\ntotal: 2", await figures.Ledgers.FiguresAsync("referrals", "channel"));
        Assert.Equal("unknown: NotApplicable\ntotal: 1", await figures.Ledgers.FiguresAsync("referrals", "channel", publication: 1));
        // "No cluster" is an answer; so is "no agreement in force", since the dataset has a list of them.
        Assert.Equal("not-applicable: 2\ntotal: 2", await figures.Ledgers.FiguresAsync("referrals", "agreement"));
        Assert.Equal("pharma-valley: 1\nnone: 1\ntotal: 2", await figures.Ledgers.FiguresAsync("referrals", "cluster"));
    }

    [Fact]
    public async Task Slicer_OfWhichALedgerSaysOnlyWhatNobodyCanRead_IsUnknown_AndThatIsAFigure()
    {
        await using var figures = await LoadedFigures.OfAsync(postgres, (Ledgers.Referral + ",業種コード,従業員数", ["1,2008-04-01,0150,遠州光学,999,"]));

        Assert.Equal("unknown: 1\ntotal: 1", await figures.RowsAsync("measure=referrals by=industry_division"));
        Assert.Equal("unknown: NotApplicable\ntotal: 1", await figures.RowsAsync("measure=referrals by=company_size"));
    }

    [Fact]
    public async Task Stock_OfASourceWithoutStates_IsNotApplicable()
    {
        await using var without = await LoadAsync();
        Assert.Equal(": NotApplicable 1\ntotal: NotApplicable 1", await without.RowsAsync("measure=stalled_engagements measure=engagements"));
        Assert.Equal(
            "状況がどの行にも記載されていないため、該当なしです。 / Not applicable: none of its rows states how far it is.",
            await without.NoteAsync("measure=stalled_engagements", "states_unknown")
        );

        // Two in progress, of which one should have ended on 30 September 2008; the data reach to 1 April 2009.
        await using var with = await LoadedFigures.OfAsync(
            postgres,
            (Ledgers.Referral, ["1,2008-04-01,0150,遠州光学", "2,2009-04-01,0150,駿河食品"]),
            (
                Ledgers.Engagement + ",終了日,状況",
                ["10,1,共同研究,2008-06-01,2008-09-30,実施中", "11,1,技術相談,2008-07-01,2010-03-31,実施中", "12,1,技術相談,2008-07-01,2008-08-31,完了"]
            )
        );
        Assert.Equal(": 1\ntotal: 1", await with.RowsAsync("measure=stalled_engagements"));
    }

    [Fact]
    public async Task Awards_OfWhichOnlyTheYearIsKnown_HaveNoMonthAndNoStates()
    {
        const string Awards =
            "award_year,program,phase,agency,branch,agency_tracking_num,contract_num,solicit_year,solicit_topic_code,comp_name,comp_duns,comp_hubzone,comp_wom_owned,comp_social,comp_address,award_amount,title,ri_name,url";
        await using var figures = await LoadedFigures.OfAsync(
            postgres,
            (
                Awards,
                [
                    "2001,SBIR,Phase I,Department of Energy,N/A,T1,C1,2000,N/A,Alpha Optics Inc,1,N,N,N,\"1 Main St, Reno, NV, 89501\",90000.0,Title,,https://www.sbir.gov/sbirsearch/detail/1",
                ]
            )
        );

        Assert.Equal("not-applicable: NotApplicable\ntotal: 1", await figures.RowsAsync("measure=engagements by=month", "sbir"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await figures.RowsAsync("measure=engagements quarter=2001-Q1", "sbir"));
        Assert.Equal("2001: 1\ntotal: 1", await figures.RowsAsync("measure=engagements by=fiscal_year", "sbir"));
        Assert.Equal("not-applicable: NotApplicable\ntotal: 1", await figures.RowsAsync("measure=engagements by=agreement", "sbir"));
        Assert.Equal("US-NV: 1\ntotal: 1", await figures.RowsAsync("measure=engagements by=prefecture", "sbir"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await figures.RowsAsync("measure=stalled_engagements", "sbir"));
        Assert.Equal(": NotApplicable\ntotal: NotApplicable", await figures.RowsAsync("measure=referrals unit=anything", "sbir"));
    }
}
