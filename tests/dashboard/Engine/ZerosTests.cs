using System.Globalization;
using Analytics.Tests.Etl.Load;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>A count is 0 where the dataset has the fact but no row fits, also where members are combined, named or lie between others.</summary>
public class ZerosTests(PostgresFixture postgres)
{
    // FY2008: Photon Valley in the west (May), Pharma Valley in the east (July); FY2010: Pharma Valley in the west. Nothing in FY2009. The data reach
    // to 10 May 2010.
    private Task<LoadedFigures> LoadAsync() =>
        LoadedFigures.OfAsync(
            postgres,
            (
                Ledgers.Referral + ",支店コード,市区町村コード,クラスター",
                [
                    "1,2008-05-10,0149,遠州光学,101,22130,フォトンバレー",
                    "2,2008-07-10,0149,伊豆精機,102,22203,ファルマバレー",
                    "3,2010-05-10,0149,駿河食品,101,22130,ファルマバレー",
                ]
            ),
            (Ledgers.Engagement, ["10,1,共同研究,2008-06-01"])
        );

    [Fact]
    public async Task Combinations_OfMembersThatOccur_StandWithZero()
    {
        await using var figures = await LoadAsync();

        Assert.Equal(
            "photon-valley|22-east: 0 0\nphoton-valley|22-west: 1 1\npharma-valley|22-east: 1 0\npharma-valley|22-west: 0 0\ntotal: 2 1",
            await figures.RowsAsync("measure=referrals measure=engagements by=cluster by=subregion fiscal_year=2008")
        );
        // Of a measure of which the dataset has no fact there is no data, not 0.
        Assert.Equal(
            "photon-valley|22-east: 0 NoData\nphoton-valley|22-west: 1 NoData\npharma-valley|22-east: 1 NoData\npharma-valley|22-west: 0 NoData\ntotal: 2 NoData",
            await figures.RowsAsync("measure=referrals measure=outcomes by=cluster by=subregion fiscal_year=2008")
        );
        // The year without a referral is among the years, for each cluster; the running one is provisional.
        Assert.Equal(
            "2008|photon-valley: 1 NoData\n2008|pharma-valley: 1 NoData\n2009|photon-valley: 0 1\n2009|pharma-valley: 0 1\n2010|photon-valley: 0(Provisional) 0\n2010|pharma-valley: 1(Provisional) 0\ntotal: 3 NotApplicable",
            await figures.RowsAsync("measure=referrals measure=referrals.previous by=fiscal_year by=cluster")
        );
    }

    [Fact]
    public async Task Combinations_ThatCannotBe_HaveNoRow()
    {
        await using var figures = await LoadAsync();

        Assert.Equal("22-east|22203: 1\n22-west|22130: 2\ntotal: 3", await figures.RowsAsync("measure=referrals by=subregion by=municipality"));
        Assert.Equal(
            "2008|2008-05: 1\n2008|2008-06: 0\n2008|2008-07: 1\ntotal: 2",
            await figures.RowsAsync("measure=referrals by=fiscal_year by=month fiscal_year=2008")
        );
        // A rate of nothing is none, so a combination without a referral tells nothing.
        Assert.Equal(
            "photon-valley|22-west: 100\npharma-valley|22-east: 0\ntotal: 50",
            await figures.RowsAsync("measure=conversion_rate by=cluster by=subregion fiscal_year=2008")
        );
    }

    [Fact]
    public async Task Periods_BetweenOthersOrNamed_StandWithZero()
    {
        await using var figures = await LoadAsync();

        Assert.Equal("2008: 2\n2009: 0\n2010: 1(Provisional)\ntotal: 3", await figures.RowsAsync("measure=referrals by=fiscal_year"));
        Assert.Equal("2008-05: 1\n2008-06: 0\n2008-07: 1\ntotal: 2", await figures.RowsAsync("measure=referrals by=month fiscal_year=2008"));
        Assert.Equal("2008-07: 1\n2008-08: 0\ntotal: 1", await figures.RowsAsync("measure=referrals by=month month.from=2008-07 month.to=2008-08"));
        Assert.Equal("2008-Q4: 0\n2009-Q1: 0\ntotal: 0", await figures.RowsAsync("measure=referrals by=quarter quarter=2008-Q4 quarter=2009-Q1"));
    }

    [Fact]
    public async Task Members_ThatAreNamed_StandWithZero_IfTheDatasetHasThem()
    {
        await using var figures = await LoadAsync();

        Assert.Equal("0149-101: 1(Provisional)\ntotal: 1(Provisional)", await figures.RowsAsync("measure=referrals by=branch fiscal_year=2010"));
        Assert.Equal(
            "0149-101: 1(Provisional)\n0149-102: 0(Provisional)\ntotal: 1(Provisional)",
            await figures.RowsAsync("measure=referrals by=branch branch=0149-101 branch=0149-102 branch=0149-999 fiscal_year=2010")
        );
    }

    [Fact]
    public async Task Combinations_OfTooMany_AreThoseWithFigures_AndANoteSaysSo()
    {
        // 71 branches and as many fields make 5,041 combinations, of which 71 occur.
        var rows = Enumerable.Range(1, 71).Select(n => string.Create(CultureInfo.InvariantCulture, $"{n},2008-05-10,0149,会社{n},{n:000},分野{n}")).ToArray();
        await using var figures = await LoadedFigures.OfAsync(postgres, (Ledgers.Referral + ",支店コード,技術分野", rows));

        var result = await figures.AskAsync("measure=referrals by=branch by=technology_field");
        Assert.Equal((71, 71m), (result.Rows.Count, result.Rows.Sum(r => r.Cells[0].Value)));
        Assert.Equal(
            "組合せが5,000通りを超えるため、該当のない組合せ（0）は省いています。 / There are more than 5,000 combinations: those without a row, which are 0, are left out.",
            await figures.NoteAsync("measure=referrals by=branch by=technology_field", "zeros_left_out")
        );
        // Of two fields there are two branches, and so four combinations.
        Assert.Equal(
            "0149-001|分野1: 1\n0149-001|分野2: 0\n0149-002|分野1: 0\n0149-002|分野2: 1\ntotal: 2",
            await figures.RowsAsync("measure=referrals by=branch by=technology_field technology_field=分野1 technology_field=分野2 bank=0149")
        );
    }
}
