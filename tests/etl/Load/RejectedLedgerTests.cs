using System.Text;
using Analytics.Etl.Load;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;

namespace Analytics.Tests.Etl.Load;

/// <summary>Rejected rows given back in the ledger's own layout, mended, and loaded again.</summary>
public class RejectedLedgerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Export_MendedAndLoadedAgain_LeavesNoRejectedRow()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // Two rows are wrong by their dates; one has its columns in an order of its own, a cell like a formula, a line break and a quote.
        await ledgers.LoadAsync(
            new OfferedFile(
                ledgers.File(
                    "四月分の紹介\n企業名,備考,紹介日,紹介番号,銀行コード\n甲,,2008-04-01,1,0149\n\"=1+1 \"\"乙\"\"\",\"二行\nの備考\",2008-04-31,2,〃\n丙,-5,2008-13-01,3,149\n",
                    "四月.csv"
                ),
                "load"
            )
        );

        var csv = await CsvAsync(ledgers, batch: 1);
        Assert.Equal(
            "ファイル,行,理由,直し方,企業名,備考,紹介日,紹介番号,銀行コード\n"
                + "四月.csv,4,R,M,\"'=1+1 \"\"乙\"\"\",\"二行\nの備考\",2008-04-31,2,0149\n"
                + "四月.csv,6,R,M,丙,-5,2008-13-01,3,149\n",
            Plain(csv)
        );

        var mended = csv.Replace("2008-04-31", "2008-04-30", StringComparison.Ordinal).Replace("2008-13-01", "2008-12-01", StringComparison.Ordinal);
        var report = await ledgers.LoadAsync(new OfferedFile(ledgers.File("\uFEFF" + mended, "四月-却下.csv"), "upload"));

        Assert.Equal((2, 2, 0), (report.Files[0].RowsRead, report.Files[0].RowsLoaded, report.Files[0].RowsRejected));
        Assert.Equal("甲\n=1+1 \"乙\"\n丙", await ledgers.QueryAsync("select company_name from staging.referrals order by referral_number"));
        Assert.Equal("-5", await ledgers.QueryAsync("select extra ->> '備考' from staging.referrals where referral_number = '3'"));
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));
    }

    // Names as a hostile or careless hand writes them: none is run by a spreadsheet, and each comes back as it was.
    [Fact]
    public async Task Export_NamesLikeFormulas_AreTextInTheFileAndThemselvesWhenLoadedAgain()
    {
        string[] names = ["=1+1", "＝1+1", "－北", "＠南", "'東"];
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, [.. names.Select((name, at) => $"{at},2008-04-31,0149,{name}")]);

        var csv = await CsvAsync(ledgers, batch: 1);
        Assert.Equal(names.Select(name => "'" + name), csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[^1]));
        await ledgers.LoadAsync(new OfferedFile(ledgers.File(csv.Replace("04-31", "04-30", StringComparison.Ordinal)), "upload"));

        Assert.Equal(string.Join('\n', names), await ledgers.QueryAsync("select company_name from staging.referrals order by referral_number"));
    }

    [Fact]
    public async Task Export_WhatPublishingRejected_IsReadFromTheArchive()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲"), ledgers.Offer(Ledgers.Outcome, "9,1,特許出願,2007-06-01"));

        Assert.Equal(
            "ファイル,行,理由,直し方,成果番号,紹介番号,成果区分,成果日\n2.csv,2,R,M,9,1,特許出願,2007-06-01\n",
            Plain(await CsvAsync(ledgers, dataset: "ledgers", source: "outcome_survey"))
        );
    }

    [Fact]
    public async Task Export_OfSeveralFilesOfOneSource_HasTheUnionOfTheirHeaders()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync("紹介番号,紹介日,銀行コード,企業名", "1,2008-04-31,0149,甲");
        await ledgers.LoadAsync("企業名,支店コード,紹介日,銀行コード,紹介番号", "乙,101,2008-04-31,0149,2");

        Assert.Equal(
            "ファイル,行,理由,直し方,紹介番号,紹介日,銀行コード,企業名,支店コード\n1.csv,2,R,M,1,2008-04-31,0149,甲,\n2.csv,2,R,M,2,2008-04-31,0149,乙,101\n",
            Plain(await CsvAsync(ledgers, dataset: "ledgers", source: "referral_ledger"))
        );
    }

    [Fact]
    public async Task Export_OfSyntheticRows_SaysSoAndGoesBackToTheSamples()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(new OfferedFile(ledgers.File($"合成データ\n{Ledgers.Referral}\n1,2008-04-31,0149,甲\n2,2008-04-30,0149,乙\n"), "load"));

        var csv = await CsvAsync(ledgers, batch: 1);
        Assert.StartsWith("合成データ\r\n", csv, StringComparison.Ordinal);
        var report = await ledgers.LoadAsync(new OfferedFile(ledgers.File(csv.Replace("04-31", "04-30", StringComparison.Ordinal)), "upload"));

        Assert.Equal(("samples", 1, 0), (report.Files[0].Dataset, report.Files[0].RowsLoaded, report.Files[0].RowsRejected));
    }

    [Fact]
    public async Task Export_UnitOnlyInTheTitleAndHeaderInTwoRows_StandInTheHeaderThen()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲"),
            new OfferedFile(
                ledgers.File(
                    "連携（単位：百万円）\n案件,,区分,開始日,契約額,企業\n案件番号,紹介番号,,,,うち企業負担額\n7,1,共同研究,2008-06-31,5,2\n",
                    "連携.csv"
                ),
                "load"
            )
        );

        var csv = await CsvAsync(ledgers, batch: 2);
        Assert.StartsWith(
            "ファイル,行,理由,直し方,案件番号,紹介番号,区分,開始日,契約額(百万円),うち企業負担額(百万円)\n",
            Plain(csv),
            StringComparison.Ordinal
        );
        await ledgers.LoadAsync(new OfferedFile(ledgers.File(csv.Replace("06-31", "06-30", StringComparison.Ordinal)), "upload"));

        Assert.Equal("5000000", await ledgers.TotalAsync("contract_amount"));
    }

    [Fact]
    public async Task Export_InEnglish_AndOfAnExportThatCameBack_HasItsOwnColumnsOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-31,0149,甲");
        await ledgers.LoadAsync(new OfferedFile(ledgers.File(await CsvAsync(ledgers, batch: 1), "again.csv"), "upload"));

        var again = await new RejectedLedger(ScopedReader.OfAll(ledgers.Warehouse.Reader)).CsvAsync(2, null, null, "en");

        Assert.StartsWith("File,Line,Reason,How to mend it,紹介番号,紹介日,銀行コード,企業名\r\nagain.csv,2,紹介日: ", again, StringComparison.Ordinal);
        Assert.EndsWith(",1,2008-04-31,0149,甲\r\n", again, StringComparison.Ordinal);
    }

    static Task<string> CsvAsync(Ledgers ledgers, int? batch = null, string? dataset = null, string? source = null) =>
        new RejectedLedger(ScopedReader.OfAll(ledgers.Warehouse.Reader)).CsvAsync(batch, dataset, source, "ja");

    /// <summary>Reason and mend as R and M, LF at the ends of lines.</summary>
    static string Plain(string csv)
    {
        var lines = new StringBuilder();
        foreach (var line in csv.Split("\r\n"))
        {
            var cells = line.Split(',');
            lines
                .Append(
                    cells.Length > 4 && cells[1].All(char.IsAsciiDigit) && cells[2].Length > 0 && cells[3].Length > 0
                        ? string.Join(',', [cells[0], cells[1], "R", "M", .. cells[4..]])
                        : line
                )
                .Append('\n');
        }

        return lines.ToString()[..^1];
    }
}
