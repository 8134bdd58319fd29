using Analytics.Etl.Jobs;
using Analytics.Sql.Access;
using Analytics.Sql.Commands;
using Analytics.Sql.Connections;
using Analytics.Sql.Storage;
using Quartz;

namespace Analytics.Tests.Etl.Jobs;

/// <summary>What is asked through <c>app.commands</c>, done by a real worker with a real scheduler.</summary>
public sealed class CommandJobsTests(PostgresFixture postgres) : IDisposable
{
    private const string Ledger = "紹介番号,紹介日,銀行コード,企業名\n1,2008-05-01,0149,甲\n2,2008-06-31,0149,乙\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CheckWarehouse", "checks found nothing")]
    [InlineData("NightlyRefresh", "The publication is")]
    public async Task RunJob_EveryDeclaredJob_DoesItsWorkAndAnswers(string job, string says)
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");

        var command = await AskAsync(worker, new JobArguments(job));

        Assert.Equal("done", command.State);
        Assert.Contains(says, command.Message!.En, StringComparison.Ordinal);
        Assert.Equal(
            "succeeded true",
            await worker.AskAsync<string>(
                $"select concat(outcome, ' ', case when is_manual then 'true' end) from quartz.runs where job_name = '{job}' order by fired_at desc limit 1"
            )
        );
    }

    [Fact]
    public async Task NightlyRefresh_PendingBatchAndOldTables_PublishesAndTidies()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
        await using (var withdrawn = worker.Warehouse.Loader.CreateCommand("update audit.batches set state = 'withdrawn'"))
            await withdrawn.ExecuteNonQueryAsync();

        var command = await AskAsync(worker, new JobArguments("NightlyRefresh"));

        Assert.Equal("done", command.State);
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));
        Assert.Equal("The publication is 2.", command.Message!.En);
        await worker.UntilAsync(
            "select last_vacuum is not null and last_analyze is not null from pg_stat_all_tables where schemaname = 'staging' and relname = 'referrals'"
        );
    }

    [Fact]
    public async Task CheckWarehouse_RowThatMustNotBe_FailsWithTheRow()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
        await using (var broken = worker.Warehouse.Owner.CreateCommand("update mart.fct_referrals set first_engagement_date_key = 20080401"))
            await broken.ExecuteNonQueryAsync();

        await (await worker.SchedulerAsync()).TriggerJob(new JobKey(nameof(CheckWarehouse)));
        await worker.UntilAsync("select last_outcome = 'retrying' from quartz.jobs where job_name = 'CheckWarehouse'");

        Assert.Contains(
            "milestones",
            await worker.AskAsync<string>("select last_message_en from quartz.jobs where job_name = 'CheckWarehouse'"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task RunJob_NameOfNoJob_FailsSayingWhichThereAre()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);

        var command = await AskAsync(worker, new JobArguments("System.Diagnostics.Process"));

        Assert.Equal("failed", command.State);
        Assert.Equal("There is no job 'System.Diagnostics.Process'. Allowed: CheckWarehouse, NightlyRefresh, PublishPending, WatchInbox", command.Message!.En);
    }

    [Fact]
    public async Task WithdrawAndRelease_AskedOnThePage_ArePublishedAndAnswered()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", Ledger);
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");

        var withdrawn = await AskAsync(worker, CommandKinds.Withdraw, new(1, Why: " 重複 "));
        Assert.Equal(("done", "The publication is 2."), (withdrawn.State, withdrawn.Message!.En));
        Assert.Equal("withdrawn 重複", await worker.AskAsync<string>("select state || ' ' || (withdrawal->>'why') from audit.batches"));
        var again = await AskAsync(worker, CommandKinds.Withdraw, new(1, Why: "重複"));
        Assert.Equal(("failed", "Batch 1 (a.csv) is withdrawn already."), (again.State, again.Message!.En));

        var released = await AskAsync(worker, CommandKinds.Release, new(1));
        Assert.Equal(("done", "The publication is 3."), (released.State, released.Message!.En));
        Assert.Equal(1, await worker.AskAsync<long>("select count(*) from mart.fct_referrals where published_to = 2147483647"));
        Assert.Equal("failed", (await AskAsync(worker, CommandKinds.Withdraw, new(1))).State);
    }

    [Fact]
    public async Task LoadUpload_Preview_TellsWhatWouldChange_AndAnAcceptedHeaderBecomesAnAlias()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.publications)");
        Send("one/紹介.csv", "紹介番号,紹介日,銀行コード,企業名,対象技術分野名\n1,2008-05-01,0149,甲,光\n");
        var upload = new UploadArguments(["one/紹介.csv"]) { Step = "preview" };

        var first = (await AskAsync(worker, upload)).Preview!;
        Assert.Equal(
            ("loaded", 1, "renamed", "対象技術分野名", "technology_field"),
            (first.Files[0].Fate, first.Files[0].New, first.Files[0].Columns[0].Kind, first.Files[0].Columns[0].Header, first.Files[0].Columns[0].Column)
        );
        Assert.Contains(first.Figures, figure => figure is { Measure: "referrals", FiscalYear: "2008", After: 1 });
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from audit.batches"));

        var accepted = (
            await AskAsync(worker, upload with { Accept = new("referral_ledger", new Dictionary<string, string> { ["対象技術分野名"] = "technology_field" }) })
        ).Preview!;
        Assert.Empty(accepted.Files[0].Columns);
        Assert.Contains(
            "\"対象技術分野名\"",
            await File.ReadAllTextAsync(Path.Combine(_folder.Path, "model", "Sources", "referral_ledger.yaml")),
            StringComparison.Ordinal
        );

        Assert.Equal("loaded", (await AskAsync(worker, upload with { Step = null })).UploadAnswer!.Files[0].Fate);
        Assert.Equal(
            "光",
            await worker.AskAsync<string>(
                "select f.label from mart.fct_referrals r join mart.dim_technology_field f using (technology_field_key) where r.published_to = 2147483647"
            )
        );
        Send("two/紹介.csv", "紹介番号,紹介日,銀行コード,企業名\n2,2008-05-01,0149,乙\n");
        Assert.Equal("done", (await AskAsync(worker, new UploadArguments(["two/紹介.csv"]) { Step = "drop" })).State);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "uploads")));
        Assert.Equal(1, await worker.AskAsync<long>("select count(*) from audit.batches"));
    }

    [Fact]
    public async Task ChangedDeclaration_IsPreviewedByItselfAndFollowedByTheMorningRefresh()
    {
        RunningWorker.Put(_folder, "ledgers/0149/a.csv", "紹介番号,紹介日,銀行コード,企業名,ハイテク分野\n1,2008-05-01,0149,甲,光\n");
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        await worker.UntilAsync("select exists (select from audit.batches where state = 'published')");
        var first = await worker.AskAsync<string>("select declaration from audit.batches");

        Analytics.Etl.Sources.OwnAliases.Accept(
            DataFolder.Resolve(_folder.Path),
            "referral_ledger",
            new Dictionary<string, string> { ["ハイテク分野"] = "technology_field" }
        );
        await worker.UntilAsync("select preview is not null from audit.declarations where source = 'referral_ledger'");

        var changed = Assert.Single(await new Analytics.Sql.Audit.AuditLog(ScopedReader.OfAll(worker.Warehouse.Reader)).OlderDeclarationsAsync());
        Assert.Equal(("referral_ledger", 1L, 1, 0), (changed.Source, changed.Files, changed.Preview!.Files.Count, changed.Preview.Figures.Count));
        Assert.Equal(first, await worker.AskAsync<string>("select declaration from audit.batches"));

        Assert.Equal("done", (await AskAsync(worker, new JobArguments("NightlyRefresh"))).State);
        Assert.Equal(
            "光",
            await worker.AskAsync<string>(
                "select f.label from mart.fct_referrals r join mart.dim_technology_field f using (technology_field_key) where r.published_to = 2147483647"
            )
        );
        Assert.NotEqual(first, await worker.AskAsync<string>("select declaration from audit.batches"));
        Assert.Empty(await new Analytics.Sql.Audit.AuditLog(ScopedReader.OfAll(worker.Warehouse.Reader)).OlderDeclarationsAsync());
        Assert.Equal("reloaded", await worker.AskAsync<string>("select event from audit.batch_events where event = 'reloaded'"));
    }

    [Fact]
    public async Task LoadUpload_FilesSent_AreLoadedPublishedAnsweredAndTakenAway()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        Send("one/紹介台帳.csv", Ledger);
        Send("one/色.csv", "色,形\n赤,丸\n");

        var command = await AskAsync(worker, new UploadArguments(["one/紹介台帳.csv", "one/色.csv"], Owner: "0149"));

        Assert.Equal("done", command.State);
        Assert.Equal(
            [("紹介台帳.csv", "loaded", 2, 1, 1), ("色.csv", "refused", 0, 0, 0)],
            command.UploadAnswer!.Files.Select(file => (file.File, file.Fate, file.Read, file.Loaded, file.Rejected))
        );
        Assert.NotNull(command.UploadAnswer.Files[1].Mend);
        Assert.Equal(
            "upload 0149 published",
            await worker.AskAsync<string>(
                $"select concat_ws(' ', received_via, owner_code, state) from audit.batches where batch_id = {command.UploadAnswer.Files[0].Batch}"
            )
        );
        await worker.UntilAsync("select not is_running from quartz.jobs where job_name = 'LoadUpload'");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "uploads")));
    }

    [Theory]
    [InlineData("../inbox/a.csv", null, "not there")]
    [InlineData("/etc/passwd", null, "not there")]
    [InlineData("one/missing.csv", null, "not there")]
    [InlineData("one/a.csv", "No Such Name", "no dataset name")]
    [InlineData("one/a.csv", "samples", null)]
    public async Task LoadUpload_WhatMustNotBeLoaded_IsNot(string file, string? dataset, string? says)
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        Send("one/a.csv", Ledger);

        var command = await AskAsync(worker, new UploadArguments([file], dataset));

        if (says is null)
            Assert.Equal("refused", command.UploadAnswer!.Files[0].Fate);
        else
            Assert.Equal(("failed", true), (command.State, command.Message!.En.Contains(says, StringComparison.Ordinal)));
        Assert.Equal(0, await worker.AskAsync<long>("select count(*) from audit.batches where state <> 'refused'"));
    }

    [Fact]
    public async Task Commands_AskedWhileNoWorkerRan_OrTakenByOneThatDied_AreDoneAtTheNextStart()
    {
        var connection = await RunningWorker.NewDatabaseAsync(postgres);
        long asked,
            lost;
        await using (var warehouse = await Warehouse.ConnectAsync(DataFolder.Resolve(_folder.Path), connection))
        {
            var book = new CommandReader(ScopedReader.OfAll(warehouse.Reader));
            lost = await book.RequestAsync(new JobArguments("CheckWarehouse"));
            Assert.True(await new CommandQueue(warehouse.Loader).TakeAsync(_ => Task.FromResult<Analytics.Sql.Bilingual?>(null)));
            asked = await book.RequestAsync(new JobArguments("PublishPending"));
        }

        await using var worker = await RunningWorker.StartAsync(connection, _folder);

        await worker.UntilAsync($"select count(*) = 2 from app.commands where command_id in ({lost}, {asked}) and state = 'done'");
    }

    private static async Task<CommandRow> AskAsync(RunningWorker worker, JobArguments arguments) =>
        await AnswerAsync(worker, await new CommandReader(ScopedReader.OfAll(worker.Warehouse.Reader)).RequestAsync(arguments));

    private static async Task<CommandRow> AskAsync(RunningWorker worker, UploadArguments arguments) =>
        await AnswerAsync(worker, await new CommandReader(ScopedReader.OfAll(worker.Warehouse.Reader)).RequestAsync(arguments));

    private static async Task<CommandRow> AskAsync(RunningWorker worker, string kind, BatchArguments arguments) =>
        await AnswerAsync(worker, await new CommandReader(ScopedReader.OfAll(worker.Warehouse.Reader)).RequestAsync(kind, arguments));

    private static async Task<CommandRow> AnswerAsync(RunningWorker worker, long command)
    {
        await worker.UntilAsync($"select state in ('done', 'failed') from app.commands where command_id = {command}");
        return (await new CommandReader(ScopedReader.OfAll(worker.Warehouse.Reader)).FindAsync(command))!;
    }

    private void Send(string place, string text)
    {
        var path = Path.Combine(_folder.Path, "uploads", place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
