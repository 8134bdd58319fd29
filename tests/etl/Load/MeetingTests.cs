namespace Analytics.Tests.Etl.Load;

/// <summary>The ledger of exchange meetings, from file to figure: who attended, which meeting a referral names, and what is wrong in real ledgers.</summary>
public class MeetingTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Meeting + ",法人番号,名称,会場市区町村,主催,機関コード,参加者数,個別相談件数";

    // The check digit is worked out in CompanyTests.
    const string First = "5080401000017";

    const string Open =
        "select meeting_number, company_id > 0, is_company_matched, held_date_key, region_code, institute_code, participants, consultations from mart.fct_meeting_attendance f join mart.dim_region using (region_key) join mart.dim_unit using (unit_key) where published_to = 2147483647 order by line";

    [Fact]
    public async Task Meeting_FromFileToFigure_WithVenueOrganiserAndLineage()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            Header,
            $"M1,平成20年5月20日,㈱遠州光学,{First},第1回技術交流会,浜松市,架空研究所,k1,３名,1件",
            "M1,2008/5/20,駿河食品,,第1回技術交流会,浜松市,架空研究所,k1,,―",
            "M2,2009-04-01,駿河食品,,第2回技術交流会,新居町,架空研究所,k1,2,0"
        );

        Assert.Equal(0, report.RowsRejected);
        Assert.Equal(
            "M1 True True 20080520 22130 k1 3 1\nM1 True False 20080520 22130 k1 - -\nM2 True False 20090401 22503 k1 2 0",
            await ledgers.QueryAsync(Open)
        );
        // Without a number nobody knows whether the second meeting's company is the first one's.
        Assert.Equal("2008: 1 2\n2009: 1 1\ntotal: 2 3", Plain(await ledgers.FiguresAsync("meetings meeting_companies", "fiscal_year")));
        Assert.Equal(
            "3 3 0 0",
            await ledgers.QueryAsync(
                "select row_counts->>'fct_meeting_attendance', rows_used, rows_rejected, rows_waiting from audit.publication_datasets where dataset_code = 'ledgers'"
            )
        );
        Assert.Equal(
            "k1 M1 第1回技術交流会\nk1 M2 第2回技術交流会",
            await ledgers.QueryAsync("select owner_code, meeting_number, meeting_name from mart.dim_meeting where meeting_key > 0 order by 2")
        );
        Assert.Equal("1 2\n1 3\n1 4", await ledgers.QueryAsync("select batch_id, line from mart.fct_meeting_attendance order by line"));
        Assert.Equal("架空研究所", await ledgers.QueryAsync("select institute_name from mart.dim_unit where institute_code = 'k1'"));
    }

    [Fact]
    public async Task Company_OfAGoodNumber_IsTheReferralsCompany()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, $"M1,2008-05-20,エンシュウ光学,{First},,,,aist,,", "M1,2008-05-20,駿河食品,,,,,aist,,"),
            ledgers.Offer(Ledgers.Referral + ",法人番号,市区町村コード", $"1,2008-06-01,0149,遠州光学,{First},22130", "2,2008-06-01,0149,駿河食品,,22100")
        );

        Assert.Equal(
            "1 True\n2 False",
            await ledgers.QueryAsync(
                "select referral_number, exists (select from mart.fct_meeting_attendance a where a.company_id = r.company_id) from mart.fct_referrals r order by 1"
            )
        );
    }

    [Fact]
    public async Task Company_NumberThatExcelRounded_FallsBackToTheNameUnmatched()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "M1,2008-05-20,遠州光学,2.08E+12,,,,aist,,", "M1,2008-05-20,駿河食品,5080401000018,,,,aist,,");

        Assert.Equal(
            "M1 True False\nM1 True False",
            await ledgers.QueryAsync("select meeting_number, company_id > 0, is_company_matched from mart.fct_meeting_attendance")
        );
        Assert.Equal("warning corporate-number-rounded 2:2.08E+12\nwarning corporate-number-invalid 3:5080401000018", await ledgers.FindingsAsync());
        Assert.Equal("1 2", Plain(await ledgers.TotalAsync("meetings meeting_companies")));
    }

    [Fact]
    public async Task Company_NumberLearnedLater_IsARevisionOfTheSameAttendance()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "M1,2008-05-20,遠州光学,,,,,aist,2,");
        await ledgers.LoadAsync(Header, $"M1,2008-05-20,株式会社遠州光学,{First},,,,aist,3,");

        Assert.Equal(
            "True 3",
            await ledgers.QueryAsync("select is_company_matched, participants from mart.fct_meeting_attendance where published_to = 2147483647")
        );
        Assert.Equal("1 1", Plain(await ledgers.TotalAsync("meetings meeting_companies")));
        Assert.Equal("1", await ledgers.TotalAsync("meeting_companies", publication: 1));
    }

    [Fact]
    public async Task Meeting_OfTwoOwners_AreTwo()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Meeting, "1,2008-05-20,甲") with
            {
                Owner = "aist",
            },
            ledgers.Offer(Ledgers.Meeting, "1,2008-05-20,甲 ") with
            {
                Owner = "pref",
            },
            ledgers.Offer(Ledgers.Meeting, "1,2008-05-21,甲")
        );

        Assert.Equal("3 3", Plain(await ledgers.TotalAsync("meetings meeting_companies")));
        Assert.Equal("aist 1\npref 1\nunstated 1", await ledgers.QueryAsync("select owner_code, meeting_number from mart.fct_meeting_attendance order by 1"));
        Assert.Equal("warning owner-unstated 1:", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Rows_BadDateBlankDateUnreadableNumber_AreRejectedAndMended()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var report = await ledgers.LoadAsync(
            Header,
            "M1,2009年2月29日,甲,,,,,aist,,",
            "M1,平成31年5月1日,乙,,,,,aist,,",
            "M1,,丙,,,,,aist,,",
            "M1,2009-02-28,丁,,,,,aist,三人,",
            "M1,2009-02-28,戊,,,,,aist,5,2",
            ",2009-02-28,己,,,,,aist,1,1",
            "合計,,,,,,,,5,2"
        );

        Assert.Equal(5, report.RowsRejected);
        Assert.Equal(
            "rejected date-nonexistent 2:2009年2月29日\nrejected date-era 3:平成31年5月1日\nrejected required 4:\nrejected number-spelling 5:三人\nrejected required 7:",
            await ledgers.FindingsAsync()
        );

        // The company that writes its legal form differently is the same one.
        await ledgers.LoadAsync(
            Header,
            "M1,2009-02-28,㈱甲,,,,,aist,,",
            "M1,2009-02-28,乙,,,,,aist,,",
            "M1,2009-02-28,丙,,,,,aist,,",
            "M1,2009-02-28,丁,,,,,aist,3,"
        );
        Assert.Equal("rejected required 7:", await ledgers.FindingsAsync());
        Assert.Equal("1 5", Plain(await ledgers.TotalAsync("meetings meeting_companies")));
    }

    [Fact]
    public async Task Rows_DatedOutsideTheCalendarOrAfterTheFileCame_AreRejected()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres, new Clock(new(2009, 3, 31, 15, 30, 0, TimeSpan.Zero)));
        var report = await ledgers.LoadAsync(Header, "M1,2009-04-01,甲,,,,,aist,,", "M2,2009-04-02,甲,,,,,aist,,", "M3,1969-12-31,甲,,,,,aist,,");

        Assert.Equal(2, report.RowsRejected);
        Assert.Equal("rejected meeting-date-in-future 3:2009-04-02\nrejected meeting-date-outside 4:1969-12-31", await ledgers.FindingsAsync());
        Assert.Equal("1", Plain(await ledgers.TotalAsync("meetings")));
    }

    [Fact]
    public async Task SameKey_DifferentContentInOneFile_AllAreRejectedAndThePublishedStays()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, $"M1,2008-05-20,甲,,,,,aist,2,1", $"M1,2008-05-20,乙,{First},,,,aist,2,1");
        // 甲 is written alike twice; 乙 in two spellings, which only its number shows to be one.
        await ledgers.LoadAsync(
            Header,
            "M1,2008-05-20,甲,,,,,aist,3,1",
            "M1,2008-05-20,甲,,,,,aist,4,1",
            $"M1,2008-05-20,乙,{First},,,,aist,5,1",
            $"M1,2008-05-20,乙工業,{First},,,,aist,6,1",
            "M1,2008-05-20,丙,,,,,aist,7,1",
            "M1,2008-05-20,丙,,,,,aist,7,1"
        );

        Assert.Equal("2\n2\n7", await ledgers.QueryAsync("select participants from mart.fct_meeting_attendance where published_to = 2147483647 order by 1"));
        Assert.Equal(
            "rejected key-conflict 2:M1 / 甲\nrejected key-conflict 3:M1 / 甲\nrejected attendance-conflict 4:乙\nrejected attendance-conflict 5:乙工業",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task Revision_BeingEqual_ChangesNothing_AndALaterUpdateWins()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header + ",更新日", "M1,2008-05-20,甲,,,,,aist,2,1,2008-06-01");
        await ledgers.LoadAsync(Header + ",更新日", "M1,2008-05-20,甲,,,,,aist,2,1,2008-06-01", "M1,2008-05-20,甲,,,,,aist,9,1,2008-05-21");
        Assert.Equal("1 2", await ledgers.QueryAsync("select published_from, participants from mart.fct_meeting_attendance"));

        await ledgers.LoadAsync(Header + ",更新日", "M1,2008-05-20,甲,,,,,aist,3,1,2008-07-01");
        Assert.Equal("2\n3", await ledgers.QueryAsync("select participants from mart.fct_meeting_attendance order by published_from"));
    }

    [Fact]
    public async Task Meeting_RowsThatDisagree_CountOnTheDayOfMost_AndAnUnknownVenueOrCompanyIsWarnedOf()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "M1,2008-05-20,甲,,,どこにもない市,,aist,,", "M1,2008-05-20,,,,,,aist,,", "M1,2009-05-20,乙,,,,,aist,,");

        Assert.Equal("2008: 1 2\ntotal: 1 2", Plain(await ledgers.FiguresAsync("meetings meeting_companies", "fiscal_year")));
        // The venue is told once, at the row that says it: there it is mended.
        Assert.Equal(
            "warning venue-unknown 2:どこにもない市\nwarning company-unnamed 3:\nwarning meeting-date-differs 4:2009-05-20",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task Venue_OfMostRows_IsToldAtTheFirstThatSaysIt()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            Header,
            "M1,2008-05-20,甲,,,浜松市,,aist,,",
            "M1,2008-05-20,乙,,,どこにもない市,,aist,,",
            "M1,2008-05-20,丙,,,どこにもない市,,aist,,",
            "M2,2008-05-21,甲,,,,,aist,,"
        );

        Assert.Equal("warning venue-unknown 3:どこにもない市", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Referral_NamesItsMeeting_WhichMayComeLaterOrGoAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        const string named = "select referral_number, meeting_key > 0, meeting_key = -1 from mart.fct_referrals where published_to = 2147483647 order by 1";
        await ledgers.LoadAsync(Ledgers.Referral + ",紹介経路,開催番号", "1,2008-06-01,0149,甲,技術交流会,M1", "2,2008-06-01,0149,乙,支店網,");
        Assert.Equal("1 False True\n2 False False", await ledgers.QueryAsync(named));
        Assert.Equal("warning meeting-unknown 2:M1", await ledgers.FindingsAsync());
        Assert.Equal("2 1", await ledgers.TotalAsync("referrals referrals_from_meetings"));

        var meeting = await ledgers.LoadAsync(Header, "M1,2008-05-20,甲,,,,,aist,,");
        Assert.Equal("1 True False\n2 False False", await ledgers.QueryAsync(named));
        Assert.Equal("", await ledgers.FindingsAsync());

        await ledgers.WithdrawAsync(meeting.Files[0].BatchId);
        await ledgers.PublishAsync();
        Assert.Equal("1 False True\n2 False False", await ledgers.QueryAsync(named));
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from mart.fct_meeting_attendance where published_to = 2147483647"));
    }

    [Fact]
    public async Task Referral_NamesANumberOfSeveralOrganisers_ItsInstituteDecidesElseItIsWarnedOf()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Header, "1,2008-05-20,甲,,,,,aist,,", "1,2008-05-21,甲,,,,,pref,,"),
            ledgers.Offer("協定番号,銀行コード,機関コード,機関名,締結日,開始日,終了日", "A1,0149,pref,県工業センター,2008-04-01,2008-04-01,2010-03-31"),
            ledgers.Offer(Ledgers.Referral + ",紹介先,開催番号", "1,2008-06-01,0149,甲,県工業センター,1", "2,2008-06-01,0149,乙,,1")
        );

        Assert.Equal(
            "1 pref\n2 unknown",
            await ledgers.QueryAsync("select referral_number, m.owner_code from mart.fct_referrals r join mart.dim_meeting m using (meeting_key) order by 1")
        );
        Assert.Equal("warning meeting-ambiguous 3:1", await ledgers.FindingsAsync());
    }

    static string Plain(string figures) => figures.Replace("(Provisional)", "", StringComparison.Ordinal);
}
