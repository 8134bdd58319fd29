namespace Analytics.Tests.Etl.Load;

/// <summary>A correction corrects, a blank erases nothing, and a change over time is said by 異動日.</summary>
public class KeptValuesTests(PostgresFixture postgres)
{
    const string Header = "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,技術分野,状況,更新日";
    const string Slices = "municipality industry_group company_size";

    [Fact]
    public async Task Revision_CorrectsRegionIndustryAndSize_OfTheReferralAndItsEvents()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2009-04-01,0149,株式会社甲,22130,8888,20,光学,受付,2010-04-02"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2010-05-01")
        );
        Assert.Equal("22130|unknown|1-20: 1 1\ntotal: 1 1", await FiguresAsync(ledgers, "referrals engagements"));
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22203,2441,120,金属,対応中,2011-06-01");

        Assert.Equal("22203|24|101-300: 1 1\ntotal: 1 1", await FiguresAsync(ledgers, "referrals engagements"));
        Assert.Equal("金属: 1\ntotal: 1", Plain(await ledgers.FiguresAsync("referrals", "technology_field")));
        Assert.Equal("warning owner-unstated 1:", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Revision_LeavesThemBlank_TheEarlierValuesHoldWithAWarning()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "1,2009-04-01,0149,株式会社甲,22130,24,20,光学,受付,2010-06-01",
            "2,2009-04-01,0149,株式会社乙,22130,,,光学,受付,2010-06-01"
        );
        await ledgers.LoadAsync(
            "紹介番号,紹介日,銀行コード,企業名,市区町村コード,業種コード,従業員数,状況,更新日",
            "1,2009-04-01,0149,株式会社甲,,,,完了,2010-07-01",
            "2,2009-04-01,0149,株式会社乙,,31,25,受付,2010-07-01"
        );

        // What was blank and is filled in later fills the figure as well.
        Assert.Equal("22130|24|1-20: 1\n22130|24|21-50: 0\n22130|31|1-20: 0\n22130|31|21-50: 1\ntotal: 2", await FiguresAsync(ledgers, "referrals"));
        Assert.Equal(
            "warning values-kept 2:市区町村コード 22130、業種コード 24、従業員数 20、技術分野 光学\nwarning values-kept 3:市区町村コード 22130、技術分野 光学",
            await ledgers.FindingsAsync()
        );
        Assert.Equal("光学: 2\ntotal: 2", Plain(await ledgers.FiguresAsync("referrals", "technology_field")));
    }

    [Fact]
    public async Task Revision_SaysNotKnown_ThenItIsUnknown()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22130,24,20,光学,受付,2010-06-01");
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22130,不明,不明,光学,受付,2010-07-01");
        Assert.Equal("22130|unknown|unknown: 1\ntotal: 1", await FiguresAsync(ledgers, "referrals"));
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,,,,,受付,2010-08-01");

        Assert.Equal("22130|unknown|unknown: 1\ntotal: 1", await FiguresAsync(ledgers, "referrals"));
        Assert.Equal("warning values-kept 2:市区町村コード 22130、技術分野 光学", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Revision_ThatIsOlder_KeepsNothingOverTheNewerOne()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22203,24,20,光学,受付,2010-07-01");
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22130,31,120,金属,受付,2010-06-01");

        Assert.Equal("22203|24|1-20: 1\ntotal: 1", await FiguresAsync(ledgers, "referrals"));
    }

    [Fact]
    public async Task ChangedDate_HoldsFromThatDayOn_AndTheReferralKeepsItsOwn()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string header = Header + ",異動日";
        await ledgers.LoadAsync(
            ledgers.Offer(header, "1,2008-04-01,0149,株式会社甲,22130,27,20,光学,受付,2008-04-01,"),
            ledgers.Offer(header, "1,2008-04-01,0149,株式会社甲,22203,,120,光学,対応中,2010-02-01,2009-10-01"),
            ledgers.Offer(Ledgers.Engagement, "10,1,共同研究,2009-09-30", "11,1,共同研究,2009-10-01")
        );
        Assert.Equal("22130: 1 1\n22203: 0 1\ntotal: 1 2", Plain(await ledgers.FiguresAsync("referrals engagements", "municipality")));
        Assert.Equal("27: 1 2\ntotal: 1 2", Plain(await ledgers.FiguresAsync("referrals engagements", "industry_group")));

        // The ledger's row goes on without the day; a day before the referral corrects the referral itself.
        await ledgers.LoadAsync(header, "1,2008-04-01,0149,株式会社甲,22203,,130,光学,完了,2010-03-01,");
        Assert.Equal("22130: 1 1\n22203: 0 1\ntotal: 1 2", Plain(await ledgers.FiguresAsync("referrals engagements", "municipality")));
        await ledgers.LoadAsync(header, "1,2008-04-01,0149,株式会社甲,22131,28,40,光学,完了,2010-04-01,2008-01-01");
        Assert.Equal("21-50: 1 1\n101-300: 0 1\ntotal: 1 2", Plain(await ledgers.FiguresAsync("referrals engagements", "company_size")));
        Assert.Equal("28: 1 2\ntotal: 1 2", Plain(await ledgers.FiguresAsync("referrals engagements", "industry_group")));
    }

    [Fact]
    public async Task Findings_AboutAKeptValue_NameTheRowThatItCameFrom()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "1,2009-04-01,0149,株式会社甲,22130,2441,20,光学,受付,2010-05-01",
            "2,2009-04-01,0149,株式会社乙,99999,8888,20,光学,受付,2010-05-01"
        );
        await ledgers.LoadAsync(Header, "2,2009-04-01,0149,株式会社乙,,,20,光学,対応中,2010-06-01");

        Assert.Equal(
            "1 3 industry-unknown 8888\n1 3 municipality-unknown 99999\n2 2 values-kept 市区町村コード 99999、業種コード 8888",
            await ledgers.QueryAsync("select batch_id, line, rule, value from audit.findings where published_to = 2147483647 order by 1, 2, 3")
        );
        await ledgers.LoadAsync(Header, "2,2009-04-01,0149,株式会社乙,22203,2441,20,光学,対応中,2010-07-01");
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Withdrawal_OfTheRowThatAValueCameFrom_LeavesItUnknown()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var first = await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,22130,24,20,光学,受付,2010-05-01");
        await ledgers.LoadAsync(Header, "1,2009-04-01,0149,株式会社甲,,,20,光学,対応中,2010-06-01");
        Assert.Equal("22130|24|1-20: 1\ntotal: 1", await FiguresAsync(ledgers, "referrals"));
        await ledgers.WithdrawAsync(first.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal("unknown|unknown|1-20: 1\ntotal: 1", await FiguresAsync(ledgers, "referrals"));
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Number_WithManyRevisions_CostsAsMuchAsAsManyRowsOfOtherNumbers()
    {
        var (few, many) = (await SecondsAsync(numbers: 1_200, revisions: 10), await SecondsAsync(numbers: 3, revisions: 4_000));

        Assert.True(many < few * 6, $"{many:0.0} s for 4,000 revisions of each number, {few:0.0} s for 10");

        // Each revision is a day newer; the first alone says the industry, the last moves the company's row to another municipality.
        async Task<double> SecondsAsync(int numbers, int revisions)
        {
            await using var ledgers = await Ledgers.CreateAsync(postgres);
            var rows =
                from number in Enumerable.Range(1, numbers)
                from revision in Enumerable.Range(1, revisions)
                select $"{number},2009-04-01,0149,株式会社甲{number},{(revision < revisions ? 22130 : 22203)},{(revision == 1 ? "24" : "")},20,光学,受付,{new DateOnly(2009, 4, 1).AddDays(revision):yyyy-MM-dd}";
            var report = await ledgers.LoadAsync(Header, [.. rows]);
            Assert.Equal($"22203|24|1-20: {numbers}\ntotal: {numbers}", await FiguresAsync(ledgers, "referrals"));
            return report.Publication.Seconds;
        }
    }

    static async Task<string> FiguresAsync(Ledgers ledgers, string measures) => Plain(await ledgers.FiguresAsync(measures, Slices));

    static string Plain(string figures) => figures.Replace("(Provisional)", "", StringComparison.Ordinal);
}
