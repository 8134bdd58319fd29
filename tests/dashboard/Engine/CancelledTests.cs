using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Contracts in preparation are in no amount; cancelled ones are, and a note says how much of it they are.</summary>
public class CancelledTests(PostgresFixture postgres)
{
    // FY2008 (thousand yen): 1,000 completed, 500 cancelled, one cancelled without an amount, 700 in preparation, which do not count. FY2009: 250 in progress.
    internal static readonly (string Header, string[] Rows)[] Files =
    [
        (Ledgers.Referral + ",市区町村コード", ["1,2008-04-01,0149,遠州光学,22130", "2,2008-05-01,0149,伊豆精機,22203"]),
        (
            Ledgers.Engagement + ",契約額(千円),うち企業負担額(千円),状況",
            [
                "10,1,共同研究,2008-06-01,1000,300,完了",
                "11,2,受託研究,2008-07-01,500,200,中止",
                "12,1,技術相談,2008-08-01,,,中止",
                "13,1,共同研究,2008-09-01,700,100,準備",
                "14,1,共同研究,2009-06-01,250,,実施中",
            ]
        ),
    ];

    [Fact]
    public async Task Amounts_LeaveOutPreparation_AndSayHowMuchIsCancelled()
    {
        await using var figures = await LoadedFigures.OfAsync(postgres, Files);

        Assert.Equal(
            ": 1500000 500000 3\ntotal: 1500000 500000 3",
            await figures.RowsAsync("measure=contract_amount measure=company_share_amount measure=engagements fiscal_year=2008")
        );
        Assert.Equal(
            "全体のうち500,000円が中止した案件の分です。 / The total includes cancelled ones: ¥500,000.",
            await figures.NoteAsync("measure=contract_amount fiscal_year=2008", "of_which")
        );
        Assert.Equal(
            "全体のうち200,000円が中止した案件の分です。 / The total includes cancelled ones: ¥200,000.",
            await figures.NoteAsync("measure=company_share_amount fiscal_year=2008", "of_which")
        );
        Assert.Equal(
            "全体のうち2件が中止した案件の分です。 / The total includes cancelled ones: 2.",
            await figures.NoteAsync("measure=engagements fiscal_year=2008", "of_which")
        );
        // By slicers it is of all of them together; beside other measures it says whose it is.
        Assert.Equal("22-east: 500000\n22-west: 1250000\ntotal: 1750000", await figures.RowsAsync("measure=contract_amount by=subregion"));
        Assert.Equal(
            "全体のうち500,000円が中止した案件の分です。 / The total includes cancelled ones: ¥500,000.",
            await figures.NoteAsync("measure=contract_amount by=subregion", "of_which")
        );
        Assert.Equal(
            "契約額：全体のうち500,000円が中止した案件の分です。 / Contract amount: The total includes cancelled ones: ¥500,000.\n連携件数：全体のうち2件が中止した案件の分です。 / Engagements: The total includes cancelled ones: 2.",
            await figures.NoteAsync("measure=contract_amount measure=engagements measure=referrals", "of_which")
        );
    }

    [Fact]
    public async Task Amounts_WithoutCancelledOnes_SayNothing()
    {
        await using var figures = await LoadedFigures.OfAsync(postgres, Files);

        Assert.Equal(
            ": 250000(Provisional) 1(Provisional)\ntotal: 250000(Provisional) 1(Provisional)",
            await figures.RowsAsync("measure=contract_amount measure=engagements fiscal_year=2009")
        );
        Assert.Equal("", await figures.NoteAsync("measure=contract_amount measure=engagements fiscal_year=2009", "of_which"));
        Assert.Equal("", await figures.NoteAsync("measure=contract_amount engagement_type=joint-research", "of_which"));
        // A target or the year before is not about this year's contracts.
        Assert.Equal("", await figures.NoteAsync("measure=contract_amount.previous fiscal_year=2008", "of_which"));
    }
}
