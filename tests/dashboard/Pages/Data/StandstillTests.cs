using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl;
using Analytics.Tests.Etl.Load;
using Microsoft.Playwright;

namespace Analytics.Tests.Dashboard.Pages.Data;

/// <summary>
/// What cannot be published, on the page Data: a held file leads to its own view, a dataset that stays as it was says why; both in the reader's
/// language, and without a row's text.
/// </summary>
public sealed class StandstillTests(PostgresFixture postgres, BrowserFixture browser)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HeldFileAndStuckDataset_AreListedWithReasonAndRow_InBothLanguages()
    {
        using var folder = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();
        await StopAsync(ledgers, folder);

        await page.GotoAsync(new Uri(site.Address, "data").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        var rows = page.Locator("#standstill tbody tr");
        await Assertions.Expect(page.Locator("#standstill h2")).ToHaveTextAsync("公開できないもの");
        await Assertions.Expect(page.Locator("#standstill thead th")).ToHaveTextAsync(["ファイル", "データ", "理由"]);
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await Assertions.Expect(rows.Nth(0).Locator("td").Nth(0)).ToHaveTextAsync("データ全体");
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("点検で 1 行が見つかり、公開しませんでした: days: 2.csv 2 行");
        await Assertions.Expect(rows.Nth(1).Locator("td").Nth(0)).ToHaveTextAsync("三月.csv\u00a0: 3");
        await Assertions.Expect(rows.Nth(1).Locator("td").Nth(2)).ToHaveTextAsync("点検「no_early」で 1 行が見つかりました。");
        await Assertions.Expect(page.Locator("#standstill")).Not.ToContainTextAsync("駿河食品");
        await Assertions.Expect(page.Locator(".health p")).ToContainTextAsync("保留中のファイル：三月.csv。公開中の数値は公開版 ");

        await page.GotoAsync(new Uri(site.Address, "data?lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(page.Locator("#standstill h2")).ToHaveTextAsync("Not published");
        await Assertions.Expect(rows.Nth(0).Locator("td").Nth(0)).ToHaveTextAsync("The whole dataset");
        await Assertions.Expect(rows.Nth(0)).ToContainTextAsync("Nothing was published, as 1 row fails a check: days: 2.csv, line 2");
        await Assertions.Expect(rows.Nth(1).Locator("td").Nth(2)).ToHaveTextAsync("1 row fails the check 'no_early'.");
        // One dataset's page has what is of that dataset.
        await page.GotoAsync(new Uri(site.Address, "data?dataset=ledgers&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(rows).ToHaveCountAsync(1);

        await rows.GetByRole(AriaRole.Link, new() { Name = "三月.csv" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("三月.csv");
        await Assertions.Expect(page.Locator(".batch .refusal")).ToContainTextAsync("1 row fails the check 'no_early'. Nothing of this file is published.");
        // The words name the button, and it stands apart from the rows at fault.
        await Assertions.Expect(page.Locator(".batch .refusal")).ToContainTextAsync("mend the cause and choose “Publish again”.");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Publish again" })).ToBeVisibleAsync();
        Assert.Equal("12px", await page.Locator(".batch .note + .acts").EvaluateAsync<string>("acts => getComputedStyle(acts).marginTop"));
    }

    [Fact]
    public async Task FileThatKeepsItsFormerRows_SaysSoAndWhy_InBothLanguages()
    {
        using var folder = new TemporaryFolder();
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        CityContracts.Declare(folder);
        folder.Overlay(
            "Checks/no_early.sql",
            "select 'fct_engagements' as fact, dataset_key, engagement_id as id from mart.fct_engagements where published_to = 2147483647 and started_date_key < 20080401\n"
        );
        var file = new OfferedFile(
            ledgers.File("契約番号,契約先,契約日,旧契約日,契約金額,方式\nC1,遠州光学,2008-05-01,2008-03-31,1000000,共同\n", "契約.csv"),
            "load"
        );
        await Line().Run.LoadAsync([file], cancellation: Cancellation);
        CityContracts.Declare(folder, CityContracts.Yaml.Replace("header: 契約日", "header: 旧契約日", StringComparison.Ordinal));
        await Line().Reloads.DoAsync([1], "佐藤", Cancellation);
        await using var site = await DashboardSite.StartAsync(ledgers.Warehouse, browser, Cancellation);
        var page = await site.OpenPageAsync();

        await page.GotoAsync(new Uri(site.Address, "data?batch=1").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions
            .Expect(page.Locator(".batch .refusal"))
            .ToHaveTextAsync("点検「no_early」で 1 行が見つかりました。（2 行） 再取込した内容は公開していません。前に取り込んだ内容を公開しています。");
        await Assertions.Expect(page.Locator(".batch header .st")).ToHaveTextAsync("公開版 1");
        await Assertions
            .Expect(page.Locator(".batch .wide li").Last)
            .ToContainTextAsync("再取込した内容は公開せず、前の内容のまま（佐藤）：点検「no_early」で 1 行が見つかりました。（2 行）");
        await page.GotoAsync(new Uri(site.Address, "data?batch=1&lang=en").ToString(), new() { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions
            .Expect(page.Locator(".batch .refusal"))
            .ToHaveTextAsync("1 row fails the check 'no_early'. (line 2) What it reads now is not published. Its former rows are published as before.");
        await Assertions
            .Expect(page.Locator(".batch .wide li").Last)
            .ToContainTextAsync("Read again, but not published: the former rows stay (佐藤): 1 row fails the check 'no_early'. (line 2)");

        LoadingPipeline Line() => new(ledgers.Warehouse.Loader, DataFolder.Resolve(folder.Path), TimeProvider.System);
    }

    /// <summary>
    /// Two datasets: of the one somebody has changed what is published, of the other a new file has a row on its line 3 that a check refuses.
    /// </summary>
    static async Task StopAsync(Ledgers ledgers, TemporaryFolder folder)
    {
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
            ledgers.Offer(Ledgers.Referral, "9,2008-04-01,0149,三島化成") with
            {
                Dataset = "others",
            }
        );
        await ledgers.ExecuteAsync(
            "update mart.fct_referrals set days_to_closed = -7 where dataset_key = (select dataset_key from mart.dim_dataset where dataset_code = 'others')"
        );
        foreach (var (name, condition) in new[] { ("days", "days_to_closed = -7"), ("no_early", "referred_date_key < 20080401") })
            folder.Overlay(
                $"Checks/{name}.sql",
                $"select 'fct_referrals' as fact, dataset_key, referral_id as id from mart.fct_referrals where published_to = 2147483647 and {condition}\n"
            );
        var line = new LoadingPipeline(ledgers.Warehouse.Loader, DataFolder.Resolve(folder.Path), TimeProvider.System);
        var early = new OfferedFile(
            ledgers.File(Ledgers.Text(Ledgers.Referral, "2,2008-04-02,0149,伊豆製薬", "3,2008-03-31,0149,駿河食品"), "三月.csv"),
            "load"
        );
        var report = await line.Run.LoadAsync(
            [early, ledgers.Offer(Ledgers.Referral, "8,2008-05-01,0149,富士精密") with { Dataset = "others" }],
            cancellation: Cancellation
        );
        Assert.Equal((1, 1), (report.Publication.Held.Count, report.Publication.Stuck.Count));
    }
}
