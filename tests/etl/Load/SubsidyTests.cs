using Analytics.Etl.Load;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Etl.Load;

/// <summary>Subsidy decisions as files may bring them.</summary>
public class SubsidyTests(PostgresFixture postgres)
{
    const string Header = ",corporate_number,name,subsidy_title,amount,date_of_approval";
    const string Dataset = "miyagi_subsidies";
    const string Ishinomaki = "1000020042021,石巻市";

    [Fact, WorkedByHand("subsidies subsidy_amount")]
    public async Task EqualDecisions_UnderTwoNumbers_AreTwo_AndARepeatedFileChangesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        string[] rows =
        [
            $"0,{Ishinomaki},道路補助金,1000,2010-03-31",
            $"1,{Ishinomaki},道路補助金,1000,2010-03-31",
            $"2,{Ishinomaki},道路補助金,-300,2010-04-01",
        ];
        await ledgers.LoadAsync(Header, rows);
        // Saved in another order, with a header that names the first column: the numbers tell the decisions apart.
        var again = await ledgers.LoadAsync("番号" + Header, [rows[2], rows[0], rows[1]]);

        Assert.Equal((FileFate.Loaded, 0, 0), (again.Files[0].Fate, again.Publication.RowsOpened, again.Publication.RowsClosed));
        // The running year is provisional.
        Assert.Equal(
            "2009: 2 2000\n2010: 1(Provisional) -300(Provisional)\ntotal: 3 1700",
            await ledgers.FiguresAsync("subsidies subsidy_amount", "fiscal_year", dataset: Dataset)
        );
        // The finding stays with the row that the fact names: line 4 of the first file.
        Assert.Equal("warning subsidy-not-positive 4:-300", await ledgers.FindingsAsync(Dataset));
    }

    [Fact]
    public async Task Revised_TheNumberSaysWhichDecision()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, $"0,{Ishinomaki},道路補助金,1000,2010-03-31", $"1,{Ishinomaki},道路補助金,1000,2010-03-31");
        await ledgers.LoadAsync(Header, $"1,{Ishinomaki},道路補助金,700,2010-03-31");

        Assert.Equal("2 1700", await ledgers.TotalAsync("subsidies subsidy_amount", dataset: Dataset));
        Assert.Equal("2 2000", await ledgers.TotalAsync("subsidies subsidy_amount", dataset: Dataset, publication: 1));
    }

    [Fact]
    public async Task Faults_AreRejectedWithLineColumnAndMend()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            Header,
            $"0,{Ishinomaki},道路補助金,,2010-03-31",
            $"1,{Ishinomaki},道路補助金,千円,2010-03-31",
            $"2,{Ishinomaki},道路補助金,50,2010-02-30",
            $",{Ishinomaki},道路補助金,5,2010-03-31",
            $"4,{Ishinomaki},道路補助金,5,2010-03-31",
            $"4,{Ishinomaki},道路補助金,6,2010-03-31",
            $"5,{Ishinomaki},道路補助金,7,2010-03-31",
            "6,1000020042022,石巻市,道路補助金,8,2010-03-31"
        );

        Assert.Equal(6, report.RowsRejected);
        Assert.Equal(
            """
            2 amount required
            3 amount number-spelling
            4 date_of_approval date-nonexistent
            5 列1 required
            6 列1 key-conflict
            7 列1 key-conflict
            """,
            await ledgers.QueryAsync("select line, column_name, rule from audit.findings where kind = 'rejected' order by line")
        );
        Assert.Equal(
            "0",
            await ledgers.QueryAsync("select count(*) from audit.findings where kind = 'rejected' and '' in (reason_ja, reason_en, mend_ja, mend_en)")
        );
        // A number whose check digit is wrong tells of nobody: the decision counts, the name stands for the company.
        Assert.Equal("2 15", await ledgers.TotalAsync("subsidies subsidy_amount", dataset: Dataset));
        Assert.Equal(
            "9 corporate_number corporate-number-invalid",
            await ledgers.QueryAsync("select line, column_name, rule from audit.findings where kind = 'warning'")
        );
    }

    [Fact]
    public async Task Ministry_WhereTheFileNamesIt_IsTheInstitute()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            "番号,法人番号,法人名,補助金等,金額,認定日,府省",
            $"1,{Ishinomaki},道路補助金,1百万円,令和2年3月31日,国土交通省",
            $"2,{Ishinomaki},サポイン補助金,500千円,2020-04-01,経済産業省",
            $"3,{Ishinomaki},Ｇｏ－Ｔｅｃｈ事業,7,2020-04-02,"
        );

        Assert.Equal(
            "国土交通省: 1 1000000\n経済産業省: 1 500000\nunknown: 1 7\ntotal: 3 1500007",
            await ledgers.FiguresAsync("subsidies subsidy_amount", "institute", dataset: Dataset)
        );
        Assert.Equal(
            "rd-support: 2 500007\nother-subsidy: 1 1000000\ntotal: 3 1500007",
            await ledgers.FiguresAsync("subsidies subsidy_amount", "research_stage", dataset: Dataset)
        );
    }
}
