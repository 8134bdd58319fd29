using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>What is tried and taken back: the figures that would change are told, and nothing remains.</summary>
public class PreviewTests(PostgresFixture postgres)
{
    const string Header = Ledgers.Referral + ",状況";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_Preview_TellsRowsAndFiguresAndLeavesNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付", "2,2009-04-01,0149,駿河食品,受付");
        var before = await KeptAsync(ledgers);
        var file = ledgers.File(
            Ledgers.Text(
                Header,
                "1,2008-04-01,0149,遠州光学,受付",
                "2,2009-04-01,0149,駿河食品,対応中",
                "3,2009-05-01,0149,伊豆製薬,受付",
                "4,2009-05-32,0149,富士精密,受付"
            ),
            "五月.csv"
        );
        var waiting = ledgers.File(Ledgers.Text(Ledgers.Engagement, "10,9,共同研究,2009-06-01"), "連携.csv");

        var (code, output, error) = await ledgers.CommandAsync("load", "--preview", file, waiting, ledgers.File("色,形\n赤,丸\n", "色.csv"));

        Assert.Equal(1, code);
        Assert.StartsWith("色.csv: would be refused. ", error, StringComparison.Ordinal);
        var lines = output.Split('\n');
        Assert.Contains("五月.csv: referral_ledger → ledgers: rows: 1 new, 1 revised, 1 unchanged, 1 rejected, 0 waiting", lines);
        Assert.Contains("連携.csv: engagement_ledger → ledgers: rows: 1 new, 0 revised, 0 unchanged, 0 rejected, 1 waiting", lines);
        Assert.Contains(
            lines,
            line => line.StartsWith("  ledgers ", StringComparison.Ordinal) && line.Contains("(referrals)  FY2009  1 → 2", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(lines, line => line.Contains("(referrals)  FY2008", StringComparison.Ordinal));
        Assert.Equal(before, await KeptAsync(ledgers));

        // The same file is then loaded as if it had never been tried.
        Assert.Equal(3, (await ledgers.CommandAsync("load", file)).Code);
        Assert.Equal("3", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Load_PreviewOfWhatIsThere_SaysThatNothingChanges()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var file = ledgers.File(Ledgers.Text(Header, "1,2008-04-01,0149,遠州光学,受付"), "一.csv");
        await ledgers.CommandAsync("load", file);

        var (code, output, _) = await ledgers.CommandAsync("load", "--preview", file);

        Assert.Equal((0, "一.csv: loaded already.\nNo published figure would change. Nothing was published.\n"), (code, output));
    }

    [Fact]
    public async Task Withdraw_Preview_TellsTheFiguresOfBeforeTheFileCame()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Header, "1,2008-04-01,0149,遠州光学,受付");
        await ledgers.LoadAsync(Header, "2,2008-05-01,0149,駿河食品,受付");
        var before = await KeptAsync(ledgers);

        var preview = await ledgers.Line.Previews.OfAsync(2, new Withdrawal(2, "誤り"), Cancellation);

        Assert.Equal((2, "withdrawn", 2), (preview.Publication, preview.Files[0].Fate, preview.Files[0].Batch));
        var figure = Assert.Single(preview.Figures, figure => figure.Measure == "referrals");
        Assert.Equal(("2008", 2m, 1m), (figure.FiscalYear, figure.Before, figure.After));
        Assert.Equal(before, await KeptAsync(ledgers));

        await ledgers.Line.Ways.DoAsync(new Withdrawal(2, "誤り"), Cancellation);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task Columns_NewRenamedAndLost_AreToldAgainstDeclarationAndTheFileBefore()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(Ledgers.Referral + ",技術分野,所在地,担当", "1,2008-04-01,0149,遠州光学,光,浜松市,佐藤");

        var preview = await ledgers.Line.Previews.OfFilesAsync(
            [ledgers.Offer(Ledgers.Referral + ",対象技術分野名,担当,天気", "2,2008-05-01,0149,駿河食品,食,鈴木,晴")],
            cancellation: Cancellation
        );

        Assert.Equal(
            [("renamed", "対象技術分野名", "technology_field"), ("new", "天気", null), ("lost", null, "address")],
            preview.Files[0].Columns.Select(column => (column.Kind, column.Header, column.Column))
        );
    }

    [Fact]
    public async Task File_ThatLacksARequiredHeader_OffersItsOwnHeadersForIt_AndLoadsOnceOneIsAccepted()
    {
        using var own = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var file = ledgers.Offer("紹介番号,受付年月,銀行コード,企業名", "1,2008-04-01,0149,遠州光学");

        var preview = await ledgers.Line.Previews.OfFilesAsync([file], cancellation: Cancellation);

        var refused = Assert.Single(preview.Files);
        Assert.Equal(("refused", "referral_ledger"), (refused.Fate, refused.Source));
        var column = Assert.Single(refused.Columns);
        Assert.Equal(("new", "受付年月"), (column.Kind, column.Header));
        Assert.Contains(new("referred_date", "紹介日"), column.Choices);
        Assert.DoesNotContain(column.Choices, choice => choice.Column is "referral_number" or "bank_code" or "company_name");

        OwnAliases.Accept(DataFolder.Resolve(own.Path), "referral_ledger", new Dictionary<string, string> { ["受付年月"] = "referred_date" });
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(own.Path), TimeProvider.System);
        preview = await line.Previews.OfFilesAsync([file], cancellation: Cancellation);
        Assert.Equal(("loaded", 1), (preview.Files[0].Fate, preview.Files[0].New));
        Assert.Equal([new("referral_ledger", "受付年月", "紹介日")], preview.Files[0].Accepted);
    }

    [Fact]
    public async Task File_OfRejectedRowsOnly_TellsTheFirstOfThemAndIsBarren()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        string[] rows = [.. Enumerable.Range(1, 7).Select(number => $"{number},2008-04-31,0149,遠州光学")];

        var file = Assert.Single((await ledgers.Line.Previews.OfFilesAsync([ledgers.Offer(Ledgers.Referral, rows)], cancellation: Cancellation)).Files);

        Assert.Equal(("loaded", 0, 7, true), (file.Fate, file.New, file.Rejected, file.IsBarren));
        Assert.Equal([2, 3, 4, 5, 6], file.RejectedRows.Select(row => row.Line));
        Assert.Equal(("紹介日", "2008-04-31", "暦にない日付です。"), (file.RejectedRows[0].Column, file.RejectedRows[0].Value, file.RejectedRows[0].Reason.Ja));
    }

    [Fact]
    public async Task File_OfNoKnownSource_OffersNothing()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);

        var preview = await ledgers.Line.Previews.OfFilesAsync([ledgers.Offer("企業名,天気", "遠州光学,晴")], cancellation: Cancellation);

        Assert.Equal(("refused", null, 0), (preview.Files[0].Fate, preview.Files[0].Source, preview.Files[0].Columns.Count));
    }

    /// <summary>Everything that a preview could leave behind.</summary>
    static Task<string> KeptAsync(Ledgers ledgers) =>
        ledgers.QueryAsync(
            """
            select (select count(*) from audit.batches), (select count(*) from audit.findings), (select count(*) from audit.publications), (select count(*) from audit.batch_events), (select count(*) from audit.batch_profiles),
                   (select count(*) from staging.referrals), (select count(*) from staging.case_identities), (select count(*) from staging.renamed_numbers),
                   (select count(*) from mart.fct_referrals), (select count(*) from mart.key_case), (select count(*) from mart.dim_company), (select string_agg(state, ',' order by batch_id) from audit.batches)
            """
        );
}
