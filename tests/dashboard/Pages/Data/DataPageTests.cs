using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl;
using Analytics.Tests.Etl.Jobs;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Data;

/// <summary>The Data page in a real browser beside a real worker: what is asked there is done.</summary>
public sealed class DataPageTests(PostgresFixture postgres, BrowserFixture browser, Shared shared) : IClassFixture<Shared>, IDisposable
{
    private const string Ledger = "紹介番号,紹介日,銀行コード,企業名,担当\n1,2008-05-01,0149,甲,\n2,2008-06-31,0149,乙,佐藤\n3,2008-06-30,0149,丙,\n";
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_AreListedWithTheirScheduleAndLastRun_AndRunWhenAsked()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.publications)");
        await using var site = await DashboardSite.StartAsync(worker.Warehouse, browser, Cancellation);
        var page = await OpenAsync(site, "data");
        var watch = new PageWatch(page);

        await Assertions.Expect(page.Locator(".jobs > li")).ToHaveCountAsync(6);
        var order = await page.Locator(".jobs > li > b").AllTextContentsAsync();
        var checks = page.Locator(".jobs > li", new() { HasText = "データの点検" });
        await Assertions.Expect(checks).ToContainTextAsync("毎日 07:00");
        await Assertions.Expect(checks.Locator(".st").First).ToHaveTextAsync("未実行");
        // Of what has never run no empty line is kept for what it said.
        await Assertions.Expect(checks.Locator(".said")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".jobs > li", new() { HasText = "公開待ちの公開" })).ToContainTextAsync("10分ごと");

        await checks.GetByRole(AriaRole.Button, new() { Name = "今すぐ実行：データの点検" }).ClickAsync();
        await Assertions.Expect(checks.Locator(".st").First).ToHaveTextAsync("正常", new() { Timeout = 20_000 });

        await Assertions.Expect(checks).ToContainTextAsync("種類の点検で異常はありません。");
        await checks.Locator("summary").ClickAsync();
        await Assertions.Expect(checks.Locator("ol li")).ToContainTextAsync("・手動");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(checks.Locator(".acts")).ToBeHiddenAsync();
        await page.EmulateMediaAsync(new() { Media = Media.Screen });
        // A run moves no job to another place.
        await Assertions.Expect(page.Locator(".jobs > li > b")).ToHaveTextAsync(order);
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Upload_FilesFromThePage_AreLoadedPublishedAndShownWithWhatIsToBeMended()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.publications)");
        await using var site = await DashboardSite.StartAsync(worker.Warehouse, browser, Cancellation);
        // From another page, as people come: the form's token must be there all the same.
        var page = await OpenAsync(site, "");
        var watch = new PageWatch(page);
        await page.Locator(".nav a.entry[href^='/data']").ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "ファイルを追加" }).ClickAsync();
        await page.Locator("#upload input[type=file]").SetInputFilesAsync([Payload("紹介台帳.csv", Ledger), Payload("色.csv", "色,形\n赤,丸\n")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "送信", Exact = true }).ClickAsync();

        var fate = page.Locator(".fate");
        await Assertions
            .Expect(fate.Locator(".previewed > li").First)
            .ToContainTextAsync("新規 2行、改訂 0行、変更なし 0行、却下 1行、紹介待ち 0行", new() { Timeout = 30_000 });
        await Assertions.Expect(fate.Locator(".changes tbody tr", new() { HasText = "紹介件数" }).First).ToContainTextAsync("2008年度");
        await Assertions
            .Expect(fate.Locator(".previewed .told tbody td"))
            .ToHaveTextAsync(["紹介台帳.csv\u00a0: 3", "紹介日", "2008-06-31", "暦にない日付です。", "2008年6月は30日までです。"]);
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from audit.batches"));
        await fate.GetByRole(AriaRole.Button, new() { Name = "公開する" }).ClickAsync();
        await Assertions.Expect(fate.Locator("li")).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await Assertions.Expect(fate.Locator("li").First).ToContainTextAsync("読込 3行、取込 2行、却下 1行");
        await Assertions.Expect(fate.Locator("li").Nth(1)).ToContainTextAsync("どの台帳か分かりません");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("取込は終了しましたが、修正が必要な箇所があります。");
        await Assertions.Expect(page.Locator(".files tbody tr")).ToHaveCountAsync(2);
        Assert.Equal("upload published", await worker.AskAsync<string>("select concat_ws(' ', received_via, state) from audit.batches where rows_read = 3"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "uploads")));

        await fate.GetByRole(AriaRole.Link, new() { Name = "紹介台帳.csv" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("紹介台帳.csv");
        await Assertions.Expect(page.Locator(".batch")).ToContainTextAsync("担当");
        await Assertions.Expect(page.Locator(".profile tbody tr", new() { HasText = "企業名" }).First).ToContainTextAsync("0.0%");
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".ledger-exports a[href*='layout=ledger']").ClickAsync());
        Assert.Equal("紹介台帳-却下.csv", download.SuggestedFilename);
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync(), Cancellation);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.EndsWith(",2,2008-06-31,0149,乙,佐藤\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Upload_OfAFileWithARenamedHeader_TakesTheHeaderForTheColumnThatIsChosen()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.publications)");
        await using var site = await DashboardSite.StartAsync(worker.Warehouse, browser, Cancellation);
        var page = await OpenAsync(site, "data", 390);
        var watch = new PageWatch(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "ファイルを追加" }).ClickAsync();
        await page.Locator("#upload input[type=file]")
            .SetInputFilesAsync([Payload("紹介台帳.csv", "紹介番号,受付年月,銀行コード,企業名\n1,2008-04-01,0149,遠州光学\n")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "送信", Exact = true }).ClickAsync();

        var fate = page.Locator(".fate");
        await Assertions.Expect(fate.Locator(".previewed > li")).ToContainTextAsync("足りない見出し: 紹介日", new() { Timeout = 30_000 });
        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        await Assertions.Expect(fate.GetByLabel("台帳の種類")).ToHaveValueAsync("referral_ledger");
        // Another ledger is chosen first; it is taken back, and the right one chosen.
        await fate.GetByLabel("台帳の種類").SelectOptionAsync("連携台帳");
        await fate.GetByLabel("「受付年月」を読み取る列").SelectOptionAsync("開始日");
        await fate.GetByRole(AriaRole.Button, new() { Name = "この対応でもう一度確認する" }).ClickAsync();
        await Assertions.Expect(fate).ToContainTextAsync("連携台帳 (engagement_ledger; 足りない見出し: 案件番号, 区分)", new() { Timeout = 30_000 });
        await fate.GetByLabel("台帳の種類").SelectOptionAsync("連携台帳", new() { Timeout = 30_000 });
        await fate.GetByRole(AriaRole.Button, new() { Name = "追加を取り消す：受付年月" }).ClickAsync();
        await Assertions.Expect(fate.GetByLabel("「受付年月」を読み取る列")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.Path, "model", "Sources"), "*.yaml"));

        await fate.GetByLabel("「受付年月」を読み取る列").SelectOptionAsync("紹介日");
        await fate.GetByRole(AriaRole.Button, new() { Name = "この対応でもう一度確認する" }).ClickAsync();
        await Assertions.Expect(fate.Locator(".previewed > li")).ToContainTextAsync("新規 1行", new() { Timeout = 30_000 });
        await fate.GetByRole(AriaRole.Button, new() { Name = "公開する" }).ClickAsync();
        await Assertions
            .Expect(fate.Locator("> ul > li").Filter(new() { HasText = "読込" }))
            .ToContainTextAsync("読込 1行、取込 1行、却下 0行", new() { Timeout = 30_000 });
        Assert.Equal(20080401, await worker.AskAsync<int>("select referred_date_key from mart.fct_referrals where published_to = 2147483647"));
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Withdraw_FromThePage_ShowsWhatChangesAsksWhyAndCanBeTakenBack()
    {
        RunningWorker.Put(_folder, "ledgers/0149/紹介台帳.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
        await using var site = await DashboardSite.StartAsync(worker.Warehouse, browser, Cancellation);
        var page = await OpenAsync(site, "data?batch=1", 390);
        var watch = new PageWatch(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "取り下げる" }).ClickAsync();
        var card = page.Locator(".fate");
        await Assertions
            .Expect(card.Locator(".changes tbody tr", new() { HasText = "紹介件数" }).First.Locator("td"))
            .ToHaveTextAsync(["紹介件数2008年度、件", "2", "—"], new() { Timeout = 30_000 });
        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        Assert.Equal("published", await worker.AskAsync<string>("select state from audit.batches"));

        await card.GetByLabel("取り下げる理由").FillAsync("二重に送ったため");
        await card.GetByRole(AriaRole.Button, new() { Name = "取り下げて公開する" }).ClickAsync();
        await Assertions.Expect(card).ToContainTextAsync("公開版は 2 です。", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator(".batch")).ToContainTextAsync("二重に送ったため");
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));

        await page.GetByRole(AriaRole.Button, new() { Name = "元に戻す" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "元に戻して公開する" }).ClickAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(card).ToContainTextAsync("公開版は 3 です。", new() { Timeout = 30_000 });
        // It is publication 3 that shows it now, though the first was another.
        await Assertions.Expect(page.Locator(".batch header .st")).ToHaveTextAsync("一部却下");
        await Assertions.Expect(page.Locator(".batch .facts > div", new() { HasText = "公開版" }).First).ToHaveTextAsync("公開版3");
        Assert.Equal(2, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));
        await Assertions.Expect(page.Locator(".batch ol li")).ToHaveCountAsync(5);
        await Assertions.Expect(page.Locator(".batch ol li").Nth(1)).ToContainTextAsync("取下げ：二重に送ったため");
        Assert.Empty(watch.Complaints);
    }

    [Fact]
    public async Task Upload_WhatIsNoLedger_IsRefusedInWordsAndLeavesNothing()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await using var site = await DashboardSite.StartAsync(worker.Warehouse, browser, Cancellation);
        var page = await OpenAsync(site, "data");

        await page.GetByRole(AriaRole.Button, new() { Name = "ファイルを追加" }).ClickAsync();
        await page.Locator("#upload input[type=file]").SetInputFilesAsync([Payload("台帳.csv", Ledger), Payload("台帳.pdf", "%PDF")]);
        await page.GetByRole(AriaRole.Button, new() { Name = "送信", Exact = true }).ClickAsync();

        await Assertions.Expect(page.Locator("#upload [role=alert]")).ToHaveTextAsync("「台帳.pdf」は読み込めません。CSV か XLSX のファイルを選んでください。");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "uploads")));
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from app.commands"));
    }

    [Fact]
    public async Task Upload_WithoutTheFormsToken_IsRefused()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var site = await DashboardSite.StartAsync(warehouse, browser, Cancellation);
        using var http = new HttpClient();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("nobody"), "__RequestVerificationToken" },
            { new StringContent(Ledger), "files", "a.csv" },
        };

        using var answer = await http.PostAsync(new Uri(site.Address, "data/upload"), form, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        await using var count = warehouse.Reader.CreateCommand("select count(*) from app.commands");
        Assert.Equal(0L, await count.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task Upload_ThatBreaksOff_LeavesNoHalfFile()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        await using var site = await DashboardSite.StartAsync(warehouse, browser, Cancellation);
        using var http = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() });
        var html = await http.GetStringAsync(new Uri(site.Address, "data"), Cancellation);
        var token = System.Text.RegularExpressions.Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var uploads = Path.Combine(warehouse.Folder.Path, "uploads");

        // Whole by its length, but the last boundary is missing.
        using var body = new StringContent(
            $"--b\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n{token}\r\n--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.csv\"\r\n\r\n紹介番号,紹介日"
        );
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        using var answer = await http.PostAsync(new Uri(site.Address, "data/upload"), body, Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "途中で切れた",
            System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.True(!Directory.Exists(uploads) || !Directory.EnumerateFileSystemEntries(uploads).Any());
    }

    [Fact]
    public async Task Upload_ThatWaits_ShowsNothingOfAnotherThatIsBeingLoaded()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        await using (var worker = await RunningWorker.StartAsync(connection, _folder))
            await worker.UntilAsync("select exists (select from audit.publications)");
        await using var warehouse = await Warehouse.ConnectAsync(DataFolder.Resolve(_folder.Path), connection, Cancellation);
        await using var site = await DashboardSite.StartAsync(warehouse, browser, Cancellation);
        await ExecuteAsync(
            warehouse,
            """
            insert into app.commands (kind, arguments, state)
            select 'load-upload', jsonb_build_object('files', array['one/' || name], 'step', 'preview'), 'taken' from unnest(array['甲.csv', '乙.csv']) name;
            insert into quartz.qrtz_fired_triggers (sched_name, entry_id, trigger_name, trigger_group, instance_name, fired_time, sched_time, priority, state,
                                                    job_name, job_group, is_nonconcurrent, requests_recovery, progress, progress_message)
            select 'analytics', 'one', 'command-1', 'commands', 'one', 638000000000000000, 638000000000000000, 5, 'EXECUTING',
                   'LoadUpload', 'DEFAULT', false, true, 33, '甲.csv 読み取り | Reading 甲.csv'
            """
        );

        var page = await OpenAsync(site, "data?command=1");
        await Assertions.Expect(page.Locator(".fate .st")).ToHaveTextAsync("実行中");
        await Assertions.Expect(page.Locator(".fate")).ToContainTextAsync("33% · 甲.csv 読み取り");
        await page.GotoAsync(new Uri(site.Address, "data?command=2").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator(".fate .st")).ToHaveTextAsync("まもなく開始します。");
        await Assertions.Expect(page.Locator(".fate")).ToContainTextAsync("乙.csv");
        await Assertions.Expect(page.Locator(".fate progress")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Batch_ThatIsNotThere_IsNotFound()
    {
        await using var site = await shared.VisitAsync(LoadedLedger.StartAsync);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(site.Address, "data?batch=1"), Cancellation)).StatusCode);
        using var missing = await http.GetAsync(new Uri(site.Address, "data?batch=99"), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("ファイル #99 はありません", WebUtility.HtmlDecode(await missing.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public async Task AddFiles_OnAPhone_FitsItsDialog(string language)
    {
        await using var site = await shared.VisitAsync(LoadedLedger.StartAsync);
        var page = await OpenAsync(site, $"data?lang={language}", 390);
        await page.Locator("[data-opens=upload]").ClickAsync();

        Assert.Equal(
            0,
            await page.EvaluateAsync<int>("(() => { const box = document.querySelector('#upload'); return box.scrollWidth - box.clientWidth; })()")
        );
    }

    [Fact]
    public async Task Command_NoWorkerRuns_WaitsInWordsAndCanBeCancelled()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        await using (var worker = await RunningWorker.StartAsync(connection, _folder))
            await worker.UntilAsync("select exists (select from audit.publications)");
        await using var warehouse = await Warehouse.ConnectAsync(DataFolder.Resolve(_folder.Path), connection, Cancellation);
        await using var site = await DashboardSite.StartAsync(warehouse, browser, Cancellation);
        var page = await OpenAsync(site, "data");
        var checks = page.Locator(".jobs > li", new() { HasText = "データの点検" });

        await checks.GetByRole(AriaRole.Button, new() { Name = "今すぐ実行：データの点検" }).ClickAsync();
        await Assertions.Expect(checks).ToContainTextAsync("受け付けました。");
        await checks.GetByRole(AriaRole.Button, new() { Name = "取り消す" }).ClickAsync();

        await Assertions.Expect(checks).Not.ToContainTextAsync("受け付けました。");
        await using var state = warehouse.Reader.CreateCommand("select state from app.commands");
        Assert.Equal("cancelled", await state.ExecuteScalarAsync(Cancellation));
    }

    [Theory]
    [InlineData("data", ColorScheme.Light, 1440)]
    [InlineData("data?lang=en", ColorScheme.Dark, 390)]
    [InlineData("data?batch=1", ColorScheme.Dark, 1440)]
    [InlineData("data?batch=1&lang=en", ColorScheme.Light, 390)]
    [InlineData("data?batch=99", ColorScheme.Light, 1440)]
    public async Task Page_ForEverybody_HasNoAxeFindingAndOneHeading(string address, ColorScheme scheme, int width)
    {
        await using var site = await shared.VisitAsync(LoadedLedger.StartAsync);
        var page = await OpenAsync(site, address, width, scheme);
        if (!address.Contains("batch", StringComparison.Ordinal))
            await page.Locator("[data-opens=upload]").ClickAsync();

        Assert.Empty(await Axe.FindingsAsync(page));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
        Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
    }

    private static async Task ExecuteAsync(Warehouse warehouse, string sql)
    {
        await using var command = warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>The page, once it answers to clicks.</summary>
    private async Task<IPage> OpenAsync(DashboardSite site, string address, int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await site.OpenPageAsync(width, scheme: scheme);
        await page.GotoAsync(new Uri(site.Address, address).ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        // Clicks count once the circuit has taken over from the prerendered page.
        if (address.StartsWith("data", StringComparison.Ordinal) && !address.EndsWith("99", StringComparison.Ordinal))
            await page.Locator(".slicers[data-alive]").WaitForAsync();
        return page;
    }

    private static FilePayload Payload(string name, string text) =>
        new()
        {
            Name = name,
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(text),
        };

    /// <summary>A worker that has loaded the ledger from its inbox.</summary>
    private sealed class LoadedLedger(RunningWorker worker, TemporaryFolder folder) : IFilled
    {
        public Warehouse Warehouse => worker.Warehouse;

        public static async Task<LoadedLedger> StartAsync(PostgresFixture postgres)
        {
            var folder = new TemporaryFolder();
            RunningWorker.Put(folder, "ledgers/0149/紹介台帳.csv", Ledger);
            var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), folder);
            await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
            return new(worker, folder);
        }

        public async ValueTask DisposeAsync()
        {
            await worker.DisposeAsync();
            folder.Dispose();
        }
    }
}
