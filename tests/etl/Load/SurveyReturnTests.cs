namespace Analytics.Tests.Etl.Load;

/// <summary>The returns of the yearly survey, from file to figure: whose referral is meant, forms that wait, and what is wrong in real ledgers.</summary>
public class SurveyReturnTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Survey + ",銀行コード,発送日,回収日";

    const string Open =
        "select referral_number, survey_year, survey_date_key, sent_date_key, returned_date_key, answer, is_sent from mart.fct_survey_responses where published_to = 2147483647 order by 1, 2";

    [Fact]
    public async Task Form_FromFileToFigure_IsOfItsFiscalYearAndItsReferral()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Ledgers.Referral + ",支店コード,支店名,市区町村コード",
                "1,2008-04-01,0149,遠州光学,101,浜松支店,22130",
                "2,2008-05-01,0149,駿河食品,102,沼津支店,22203"
            ),
            ledgers.Offer(
                Header,
                "1,平成20年度,成果なし,149,2009-02-01,H21.3.1",
                "1,2009,成果あり,0149,,2010-03-01",
                "2,FY2008,未回答,0149,2009-02-01,",
                "2,2009年度,,0149,,"
            )
        );

        Assert.Equal(
            "1 2008 20080401 20090201 20090301 no-outcome True\n1 2009 20090401 -1 20100301 outcome True\n2 2008 20080401 20090201 -3 unanswered True\n2 2009 20090401 -3 -3 unanswered False",
            await ledgers.QueryAsync(Open)
        );
        // The last day in the dataset is 2008-05-01: of FY2009 nobody knows yet.
        Assert.Equal(
            "0149-101: 100(Provisional)\n0149-102: 0(Provisional)\ntotal: 50(Provisional)",
            await ledgers.FiguresAsync("survey_response_rate", "branch", "fiscal_year=2008")
        );
        Assert.Equal(
            ("6 0 0", "2008-05-01"),
            (await ledgers.CountsAsync(), await ledgers.QueryAsync("select data_through from audit.publication_datasets where dataset_code = 'ledgers'"))
        );
        Assert.Equal("", await ledgers.FindingsAsync());
        Assert.Equal("2 2\n2 3\n2 4\n2 5", await ledgers.QueryAsync("select batch_id, line from mart.fct_survey_responses order by line"));
    }

    [Fact]
    public async Task Form_WaitsForItsReferral_AndThenCounts()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "7,2008年度,成果あり,0149,2009-02-01,2009-03-01");
        Assert.Equal("waiting referral-unknown 2:7", await ledgers.FindingsAsync());
        Assert.Equal("0 0 1", await ledgers.CountsAsync());

        await ledgers.LoadAsync(Ledgers.Referral, "7,2008-04-01,0149,遠州光学");
        Assert.Equal("100(Provisional)", await ledgers.TotalAsync("survey_response_rate", "fiscal_year=2008"));
        Assert.Equal("", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task Form_OfANumberThatSeveralBanksHave_NeedsTheBank()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲", "1,2008-04-01,0150,乙", "2,2008-04-01,0150,丙"),
            ledgers.Offer(Ledgers.Survey, "1,2008,成果なし", "2,2008,成果なし"),
            ledgers.Offer(Ledgers.Survey, "1,2008,未回答") with
            {
                Owner = "0150",
            },
            ledgers.Offer(Ledgers.Survey + ",銀行コード", "1,2009,成果あり,0149")
        );

        Assert.Equal(
            "0149 1 2009\n0150 1 2008\n0150 2 2008",
            await ledgers.QueryAsync("select owner_code, referral_number, survey_year from mart.fct_survey_responses order by 1, 2")
        );
        Assert.Contains("rejected referral-ambiguous 2:1", await ledgers.FindingsAsync(), StringComparison.Ordinal);
        Assert.Equal("6 1 0", await ledgers.CountsAsync());
    }

    [Fact]
    public async Task Form_OfOneReferralInFilesOfDifferentOwners_IsOne()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,甲");
        await ledgers.LoadAsync(Ledgers.Survey, "1,2008,未回答");
        await ledgers.LoadAsync(Ledgers.Survey + ",銀行コード", "1,2008,成果なし,0149");

        Assert.Equal(
            "unanswered 2 3\nno-outcome 3 2147483647",
            await ledgers.QueryAsync("select answer, published_from, published_to from mart.fct_survey_responses order by published_from")
        );
    }

    [Fact]
    public async Task Rows_ThatCannotBeRead_AreRejectedAndMended()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,甲");
        var report = await ledgers.LoadAsync(
            Header,
            "1,2008年度,たぶん,0149,,",
            "1,,成果あり,0149,,",
            ",2009,成果あり,0149,,",
            "1,2010,成果あり,0149,2011年2月29日,",
            "1,平成40年度,成果あり,0149,,",
            "合計,,3件,,,"
        );

        Assert.Equal(5, report.RowsRejected);
        Assert.Equal(
            "rejected choice-unknown 2:たぶん\nrejected required 3:\nrejected required 4:\nrejected date-nonexistent 5:2011年2月29日\nrejected date-era 6:平成40年度",
            await ledgers.FindingsAsync()
        );

        await ledgers.LoadAsync(Header, "1,2008年度,成果なし,0149,,", "1,2010,成果あり,0149,2011-02-28,");
        Assert.Equal("rejected required 3:\nrejected required 4:\nrejected date-era 6:平成40年度", await ledgers.FindingsAsync());
        Assert.Equal("2008\n2010", await ledgers.QueryAsync("select survey_year from mart.fct_survey_responses order by 1"));
    }

    [Fact]
    public async Task Rows_OfAYearYetToComeOrOutsideTheCalendar_AreRejected()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres, new Clock(new(2009, 3, 31, 14, 0, 0, TimeSpan.Zero)));
        var report = await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲"),
            ledgers.Offer(Ledgers.Survey + ",銀行コード", "1,2008,成果なし,0149", "1,2009,成果なし,0149", "1,1960,成果なし,0149")
        );

        Assert.Equal(2, report.RowsRejected);
        Assert.Equal("rejected survey-year-in-future 3:2009\nrejected survey-year-outside 4:1960", await ledgers.FindingsAsync());
    }

    [Fact]
    public async Task SameForm_DifferentAnswersInOneFile_AllAreRejected_AndEqualOnesCountOnce()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,甲"),
            ledgers.Offer(Ledgers.Survey + ",銀行コード", "1,2008,成果なし,0149", "1,2008,成果あり,149", "1,2009,成果なし,0149", "1,2009,成果なし,0149")
        );

        Assert.Equal("rejected key-conflict 2:1 / 2008-01-01\nrejected key-conflict 3:1 / 2008-01-01", await ledgers.FindingsAsync());
        Assert.Equal("2009", await ledgers.QueryAsync("select survey_year from mart.fct_survey_responses"));
    }

    [Fact]
    public async Task Form_ReturnedWithoutAnAnswer_OrBeforeItsReferral_IsKeptWithAWarning()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2009-04-01,0149,甲"),
            ledgers.Offer(
                Header,
                "1,2009,,0149,2010-02-01,2010-03-01",
                "1,2010,未回答,0149,2011-02-01,2011-03-01",
                "1,2008,成果なし,0149,2009-02-01,2009-03-01"
            )
        );

        Assert.Equal(
            "1 2008 20080401 20090201 20090301 no-outcome True\n1 2009 20090401 20100201 20100301 unknown True\n1 2010 20100401 20110201 20110301 unanswered True",
            await ledgers.QueryAsync(Open)
        );
        Assert.Equal(
            "warning answer-missing 2:2010-03-01\nwarning answer-missing 3:2011-03-01\nwarning survey-before-referral 4:2008",
            await ledgers.FindingsAsync()
        );
    }

    [Fact]
    public async Task Form_OfABatchWithdrawn_IsGone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral, "1,2008-04-01,0149,甲");
        var returns = await ledgers.LoadAsync(Ledgers.Survey + ",銀行コード", "1,2008,成果なし,0149");
        await ledgers.WithdrawAsync(returns.Files[0].BatchId);
        await ledgers.PublishAsync();

        Assert.Equal("2 3", await ledgers.QueryAsync("select published_from, published_to from mart.fct_survey_responses"));
    }
}
