using System.Text;
using Analytics.Etl.Load;

namespace Analytics.Tests.Etl.Load;

/// <summary>Oddly written keys and names, through to the figures; rows that would stop every publication.</summary>
public class OddTextLoadTests(PostgresFixture postgres)
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";

    [Fact]
    public async Task NumbersOfPandas_AreRevisionsOfTheNumbersThemselves()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "1001,2009-04-01,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01",
            "1002,2009-04-02,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01"
        );

        var report = await ledgers.LoadAsync(
            "," + Header,
            "0,1001.0,2009-04-01,149.0,株式会社試験製作所,22130.0,24.0,20.0,光学,受付,2010-06-01",
            "1,1002.0,2009-04-02,149.0,株式会社試験製作所,22130.0,24.0,20.0,光学,受付,2010-06-01"
        );

        Assert.Equal((2, 0), (report.Files[0].RowsLoaded, report.RowsRejected));
        Assert.Equal("2 1", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal("0 0 2", await ledgers.QueryAsync("select rows_new, rows_revised, rows_unchanged from audit.batches where batch_id = 2"));
        Assert.Contains("22130", await ledgers.FiguresAsync("referrals", "municipality"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FormulaAroundText_IsADuplicateOfThePlainText_AndPublishesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "\"=\"\"EQB-001\"\"\",2009-04-01,0149,\"=\"\"株式会社試験製作所\"\"\",22130,24,20,\"=\"\"光学\"\"\",受付,2010-06-01");

        var report = await ledgers.LoadAsync(Header, "EQB-001,2009-04-01,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01");

        Assert.False(report.Publication.IsNew);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        Assert.Equal(
            "EQB-001 株式会社試験製作所 光学",
            await ledgers.QueryAsync("select referral_number, company_name, technology_field from staging.referrals where batch_id = 1")
        );
    }

    [Fact]
    public async Task InvisibleCharactersAndNormalForms_MakeNoSecondCompany()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        string Row(string number, string date, string company) => $"{number},{date},0149,{company},22130,24,20,光学,受付,2010-06-01";
        await ledgers.LoadAsync(
            Header,
            Row("INV-1", "2009-04-01", "株式会社ガラス光学"),
            Row("INV-2", "2009-04-02", "株式会社カ\u3099ラス光学"),
            Row("INV-3", "2009-04-03", "株式会社辻製作所"),
            Row("INV-4", "2009-04-04", "株式会社辻\U000E0100製作所"),
            Row("INV-5", "2009-04-05", "株式会社辻\u200B製作所"),
            Row("INV-6\u200B", "2009-04-06", "株式会社𠮷田鉄工"),
            Row("INV-7", "\u200E2009/\u200E04/\u200E07", "株式会社𠮷田鉄工"),
            Row("INV-8\u200E", "2009-04-08", "\"株式会社\n𠮷田鉄工\""),
            Row("INV-9", "2009-04-09", "株式会社\u2060辻製作所\u00AD")
        );

        Assert.Equal("9 3", await ledgers.TotalAsync("referrals companies_referred"));
        Assert.Equal("2009-04-07", await ledgers.QueryAsync("select referred_date from staging.referrals where referral_number = 'INV-7'"));
        Assert.Equal("INV-8", await ledgers.QueryAsync("select referral_number from staging.referrals where referral_number like 'INV-8%'"));
    }

    [Fact]
    public async Task MarkedSpellings_AreOneReferralOneCompanyOneField_WithWarnings()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "1001,2009-04-01,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01",
            "※1002,2009-04-02,0149,＊㈱試験製作所,22130,24,20,※光学,受付,2010-06-01"
        );
        await ledgers.LoadAsync(Ledgers.Outcome, "1,* 1002,特許出願,2011-05-01");

        Assert.Equal("2 1 1", await ledgers.TotalAsync("referrals companies_referred patents"));
        Assert.Equal("光学: 2\ntotal: 2", await ledgers.FiguresAsync("referrals", "technology_field"));
        Assert.Equal(
            "warning mark-dropped 3:※1002\nwarning mark-dropped 3:※光学\nwarning mark-dropped 3:＊㈱試験製作所\nwarning owner-unstated 1:\nwarning mark-dropped 2:* 1002",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task NameTooLongForAnIndex_IsRejected_AndTheRestPublishes()
    {
        // Kanji at random: what repeats itself would be packed into the index.
        var random = new Random(3);
        var name = string.Concat(Enumerable.Range(0, 1000).Select(_ => (char)random.Next(0x4E00, 0x9F00)));
        await using var ledgers = await Ledgers.CreateAsync(postgres);

        var report = await ledgers.LoadAsync(
            Header,
            $"LND-1,2009-04-01,0149,株式会社{name},22130,24,20,光学,受付,2010-06-01",
            "LND-2,2009-04-02,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01"
        );

        Assert.Equal((1, true), (report.RowsRejected, report.Publication.IsNew));
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        Assert.Equal(
            "2 企業名 '企業名' is too long (1004 characters, 200 allowed).",
            await ledgers.QueryAsync("select line, column_name, reason_en from audit.findings where kind = 'rejected'")
        );
        // A row that was taken before there were bounds holds its batch.
        await ledgers.ExecuteAsync(
            $"insert into audit.batches (dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state, rows_read, rows_loaded) "
                + $"values ('ledgers', 'referral_ledger', '0149', 'former.csv', repeat('0', 64), 1, 'csv', 'load', now(), 'loaded', 1, 1); "
                + $"insert into staging.referrals (source, dataset_key, dataset_code, batch_id, ordinal, line, owner_code, referral_number, referred_date, bank_code, company_name, municipality_code) "
                + $"select 'referral_ledger', dataset_key, dataset_code, batch_id, 1, 2, '0149', 'LND-3', '2009-04-03', '0149', '{name}', '22130' from audit.batches join mart.dim_dataset using (dataset_code) where file_name = 'former.csv'"
        );
        Assert.StartsWith(
            "The database cannot take a value: index row",
            Assert.Single((await ledgers.PublishAsync()).Held).Reason.En,
            StringComparison.Ordinal
        );
        // As an installation waits that keeps its rows as releases of that time did: the next version takes the row out of the way before it takes
        // the others over.
        await ledgers.ExecuteAsync(
            "update audit.batches set state = 'loaded', held = null where state = 'held'; comment on table staging.referrals is null; "
                + "create table raw.referral_ledger as select batch_id, ordinal, sheet, line, owner_code, referral_number, referred_date, bank_code, company_name, municipality_code, unknown, extra from staging.referrals; "
                + "delete from staging.referrals; alter table raw.referral_ledger owner to analytics_loader;"
                + Analytics.Sql.EmbeddedText.Read("migrations/0022_overlong_names.sql")
        );
        await ledgers.PublishAsync();
        Assert.Equal(
            "published 0 1 1",
            await ledgers.QueryAsync(
                "select b.state, b.rows_loaded, b.rows_rejected, count(*) from audit.batches b join audit.findings f using (batch_id) where b.file_name = 'former.csv' group by 1, 2, 3"
            )
        );
    }

    [Fact]
    public async Task LongestTextsOfAllColumns_Publish()
    {
        // Each at its bound, in characters of four bytes that no index can pack.
        var random = new Random(5);
        string Of(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => char.ConvertFromUtf32(random.Next(0x20000, 0x2A000))));
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var (number, meeting, institute) = (Of(64), Of(64), Of(64));

        var report = await ledgers.LoadAsync(
            ledgers.Offer(
                "紹介番号,紹介日,銀行コード,企業名,技術分野,紹介先,クラスター,開催番号,銀行名,支店コード,支店名",
                $"{number},2009-04-01,0149,{Of(200)},{Of(200)},{Of(200)},{Of(200)},{meeting},{Of(200)},101,{Of(200)}"
            ),
            ledgers.Offer("案件番号,紹介番号,区分,開始日,機関コード,機関名,担当部門", $"{Of(64)},{number},共同研究,2010-05-01,{institute},{Of(200)},{Of(200)}"),
            ledgers.Offer("成果番号,紹介番号,成果区分,成果日,案件番号,概要", $"{Of(64)},{number},特許出願,2010-06-01,{Of(64)},{Of(4000)}"),
            ledgers.Offer(
                "開催番号,開催日,名称,会場市区町村,主催,機関コード,企業名",
                $"{meeting},2010-03-01,{Of(200)},{Of(200)},{Of(200)},{institute},{Of(200)}"
            ),
            ledgers.Offer("紹介番号,調査年度,回答区分", $"{number},2010年度,成果なし"),
            ledgers.Offer("年度,指標,地域,クラスター,目標値", $"2010,{Of(200)},{Of(200)},{Of(200)},1"),
            ledgers.Offer(
                "協定番号,銀行コード,機関コード,機関名,締結日,開始日,終了日,延長元",
                $"{Of(64)},0149,{institute},{Of(200)},2009-04-01,2009-04-01,2012-03-31,{Of(64)}"
            )
        );

        Assert.Equal((true, 0), (report.Publication.IsNew, report.Files.Sum(file => file.RowsRejected)));
        Assert.Equal("1 1 1 1", await ledgers.TotalAsync("referrals joint_research patents meetings"));
        // What is listed can be asked for.
        var fields = await ledgers.QueryAsync("select technology_field_code from mart.dim_technology_field where technology_field_key > 0");
        Assert.Equal("1", await ledgers.TotalAsync("referrals", $"technology_field={fields}"));
    }

    [Fact]
    public async Task OwnerOfTheCommandLine_IsOneSpellingWithThatOfTheRows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2009-04-01,0149,甲", "1,2009-04-01,0150,乙"),
            ledgers.Offer(Ledgers.Outcome, "9,1,特許出願,2011-06-01") with
            {
                Owner = "１４９.0",
            }
        );

        Assert.Equal("0149: 1\ntotal: 1", await ledgers.FiguresAsync("patents", "bank"));
    }

    [Fact]
    public async Task ControlZAndHtml_AreReadAndNamed()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            new OfferedFile(
                ledgers.File($"{Header}\r\nEOF-1,2009-04-01,0149,株式会社試験製作所,22130,24,20,光学,受付,2010-06-01\r\n\u001A", "eof.csv", isCp932: true),
                "load"
            ),
            new OfferedFile(ledgers.File(Encoding.UTF8.GetBytes("<html><body><table><tr><td>紹介番号</td></tr></table></body></html>"), "紹介.csv"), "load")
        );

        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        Assert.Equal("This is HTML, not a format that can be read.", report.Files[1].Reason!.En);
    }
}
