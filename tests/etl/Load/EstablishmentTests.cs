using Analytics.Etl.Load;
using Analytics.Etl.Samples;

namespace Analytics.Tests.Etl.Load;

/// <summary>Establishments and employees by region, industry and year, as people bring them from a census.</summary>
public class EstablishmentTests(PostgresFixture postgres)
{
    const string Header = "年,地域コード,産業分類,事業所数,従業者数";

    const string Rows = """
        select counted_date_key, region_code, industry_code, establishments, employees from mart.fct_establishments
        join mart.dim_region using (region_key) join mart.dim_industry using (industry_key) where published_to = 2147483647 order by 1, 2, 3
        """;

    [Fact]
    public async Task Codes_OfAnySpelling_Resolve_AndTheYearIsTheFiscalYear()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        // 22131 is a ward, 222119 carries its check digit, E09 its division's letter; Excel took the zero of Aomori's 02201.
        await ledgers.LoadAsync(
            "調査年,area_code,産業中分類,事業所数（事業所）,従業者数(人)",
            "2009,22131,09,120,\"1,500\"",
            "平成21年,222119,E09,８０,900",
            "2009,2201,E,7,",
            "2012年,静岡県,10,0,0"
        );

        Assert.Equal("20090401 02201 E 7 -\n20090401 22131 09 120 1500\n20090401 22211 09 80 900\n20120401 22 10 0 0", await ledgers.QueryAsync(Rows));
        Assert.Equal("", await ledgers.FindingsAsync());
        Assert.Equal("year", await ledgers.QueryAsync("select distinct date_precision from mart.fct_establishments"));
    }

    [Fact]
    public async Task Denominators_AreNoCases()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2009-05-01,0149,遠州光学"),
            ledgers.Offer(Header, "2006,22130,09,120,1500", "2012,22130,09,110,1400")
        );

        Assert.Equal(
            "2009-05-01 2009-05-01 1 2",
            await ledgers.QueryAsync(
                "select first_date, data_through, rows_used, row_counts ->> 'fct_establishments' from audit.publication_datasets where dataset_code = 'ledgers'"
            )
        );
        Assert.Equal("unknown: NotApplicable\ntotal: 1", await ledgers.FiguresAsync("referrals", "municipality"));
    }

    [Fact]
    public async Task Totals_AreLeftOut_SoThatNothingCountsTwice()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "2009,22,E,900,9000",
            "2009,22,09,300,3000",
            "2009,22130,E,100,1000",
            "2009,22130,09,40,400",
            "2009,22130,10,60,600",
            "2009,22211,E,50,500",
            // Other industries, other years and regions that share no ground stay.
            "2009,22,I,70,700",
            "2009,23,E,80,800",
            "2010,22,E,890,8900"
        );

        Assert.Equal(
            "20090401 22 I 70 700\n20090401 22130 09 40 400\n20090401 22130 10 60 600\n20090401 22211 E 50 500\n20090401 23 E 80 800\n20100401 22 E 890 8900",
            await ledgers.QueryAsync(Rows)
        );
        Assert.Equal(
            "warning establishments-total 2:22 / E\nwarning establishments-total 3:22 / 09\nwarning establishments-total 4:22130 / E",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task Faults_AreRejectedWithLineColumnAndMend()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            Header,
            "2009,99999,09,1,1",
            "2009,22130,00,2,2",
            "2009,22130,全産業,3,3",
            "2009,22130,0911,4,4",
            "1960,22130,09,5,5",
            "2009,22130,09,-6,6",
            "2009,22130,10,7,△7",
            "2009,22130,11,,8",
            "2009,22130,12,9人と少し,9",
            "2009,22130,13,20,20",
            "2009,22130,13,21,20",
            "2009,22130,14,11,11",
            "2009,浜松市,14,12,11",
            "2009,22211,09,30,300"
        );

        Assert.Equal(
            """
            2 地域コード establishments-region-unknown 99999
            3 産業分類 establishments-industry-unknown 00
            4 産業分類 establishments-industry-unknown 全産業
            5 産業分類 establishments-industry-unknown 0911
            6 年 establishments-year-outside 1960
            7 事業所数 number-negative -6
            8 従業者数 number-negative △7
            9 事業所数 required -
            10 事業所数 number-spelling 9人と少し
            11 年 / 地域コード / 産業分類 key-conflict 2009-01-01 / 22130 / 13
            12 年 / 地域コード / 産業分類 key-conflict 2009-01-01 / 22130 / 13
            13 事業所数 establishments-conflict 11
            14 事業所数 establishments-conflict 12
            """,
            (
                await ledgers.QueryAsync(
                    "select line, column_name, rule, nullif(value, '') from audit.findings where kind = 'rejected' and published_to = 2147483647 order by line"
                )
            )
        );
        Assert.Equal(
            "0",
            await ledgers.QueryAsync("select count(*) from audit.findings where kind = 'rejected' and '' in (reason_ja, reason_en, mend_ja, mend_en)")
        );
        Assert.Equal("20090401 22211 09 30 300", await ledgers.QueryAsync(Rows));
        Assert.Equal(13, report.RowsRejected);
    }

    [Fact]
    public async Task Revised_ReplacesTheOld_AndARepeatedRowChangesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "2009,22130,09,40,400", "2009,22130,10,60,600");
        await ledgers.LoadAsync(Header, "2009,浜松市,09,41,400", "2009,22130,10,60,600");

        Assert.Equal("20090401 22130 09 41 400\n20090401 22130 10 60 600", await ledgers.QueryAsync(Rows));
        Assert.Equal(
            "40 1 2\n41 2 2147483647\n60 1 2147483647",
            await ledgers.QueryAsync("select establishments, published_from, published_to from mart.fct_establishments order by 1")
        );
    }

    [Fact]
    public async Task Withdrawn_TheFormerNumbersComeBack()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "2009,22,E,900,9000");
        var narrower = await ledgers.LoadAsync(Header, "2009,22130,E,100,1000");
        Assert.Equal("20090401 22130 E 100 1000", await ledgers.QueryAsync(Rows));

        await ledgers.WithdrawAsync(narrower.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal("20090401 22 E 900 9000", await ledgers.QueryAsync(Rows));
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Samples_TableOfEstablishments_IsPublishedWhole()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var folder = Directory.CreateTempSubdirectory("establishments-").FullName;
        var written = SampleLedgers
            .Write(1, SampleLedgers.DefaultSeed, folder, cancellation: TestContext.Current.CancellationToken)
            .Files.Single(file => file.Ledger == "事業所・従業者数");
        var report = await ledgers.LoadAsync(new OfferedFile(Path.Combine(folder, written.Path), "load"));
        Directory.Delete(folder, recursive: true);

        Assert.Equal(("samples", 0), (report.Files[0].Dataset, report.RowsRejected));
        Assert.Equal(
            $"{written.Rows} 15 6",
            await ledgers.QueryAsync("select count(*), count(distinct industry_key), count(distinct counted_date_key) from mart.fct_establishments")
        );
        Assert.Equal("", await ledgers.FindingsAsync("samples"));
        // 42 municipalities on 1 October 2007, 35 since 23 March 2010.
        Assert.Equal(
            "20070401 42\n20100401 35",
            await ledgers.QueryAsync(
                "select counted_date_key, count(distinct region_key) from mart.fct_establishments where counted_date_key in (20070401, 20100401) group by 1 order by 1"
            )
        );
        // An establishment has somebody who works there.
        Assert.Equal(
            "0",
            await ledgers.QueryAsync(
                "select count(*) from mart.fct_establishments where establishments < 1 or employees < establishments or employees > establishments * 200"
            )
        );
    }

    [Fact]
    public async Task Rejected_LaterRow_EndsWhatWasSaidBefore_AndAMendedOneClosesTheFinding()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "2009,22130,09,-40,400");
        await ledgers.LoadAsync(Header, "2009,浜松市,09,40,400");

        Assert.Equal("20090401 22130 09 40 400", await ledgers.QueryAsync(Rows));
        Assert.Equal("", await ledgers.FindingsAsync());
    }
}
