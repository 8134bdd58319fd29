using System.Globalization;
using Analytics.Etl.Commands;
using Analytics.Etl.Load;
using Analytics.Sql.Storage;
using Analytics.Tests.Etl.Jobs;

namespace Analytics.Tests.Etl.Load;

/// <summary>An installation's own sources and checks: real files beside a real Postgres, taken up without a rebuild.</summary>
public sealed class OverlayTests(PostgresFixture postgres) : IDisposable
{
    const string Contracts = "契約番号,契約先,契約日,契約金額,方式\nC1,遠州光学,2008-05-01,1000000,共同\nC2,駿河食品,2008-06-02,500000,委託\n";

    const string NoReferral =
        "-- Nobody is referred before 2008.\nselect 'fct_referrals' as fact, dataset_key, referral_id as id\nfrom mart.fct_referrals where published_to = 2147483647 and referred_date_key < 20080101;\n";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NewSource_FeedsEngagementsWithoutARebuild()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var lines = Lines(ledgers);
        Assert.Null(lines.Current.Sources.Find("city_contracts"));

        CityContracts.Declare(_folder);
        var report = await lines.Current.Run.LoadAsync([new OfferedFile(ledgers.File(Contracts), "load")], cancellation: Cancellation);

        Assert.Equal(("city_contracts", FileFate.Loaded, 0), (report.Files[0].Source, report.Files[0].Fate, report.RowsRejected));
        Assert.Equal("2 1500000", (await ledgers.TotalAsync("engagements contract_amount")).Replace(",", "", StringComparison.Ordinal));
        Assert.Same(lines.Current, lines.Current); // nothing has changed since
    }

    [Fact]
    public async Task NewSource_OfWhichEveryRowIsAPatent_FeedsOutcomesOfCompanies()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay(
            "Sources/town_patents.yaml",
            """
            name: town_patents
            label: {ja: 町の特許出願, en: Patents of a town}
            description: {ja: 町内の企業の特許出願。, en: Patent applications of companies in a town.}
            dataset: ledgers
            feeds: [outcomes]
            key: [outcome_number]
            columns:
              - {name: outcome_number, header: 出願番号, type: identifier, required: true}
              - {name: outcome_date, header: 出願日, type: date, required: true}
              - {name: company_name, header: 出願人, type: text, required: true}
              - {name: outcome_type, always: patent-filed}
            """
        );

        var report = await Lines(ledgers)
            .Current.Run.LoadAsync(
                [
                    new OfferedFile(
                        ledgers.File(
                            "出願番号,出願日,出願人\n特願2008-1,2008-05-01,遠州光学\n特願2008-2,2008-06-02,駿河食品\n特願2008-3,2008-06-03,遠州光学\n"
                        ),
                        "load"
                    ),
                ],
                cancellation: Cancellation
            );

        Assert.Equal(("town_patents", FileFate.Loaded, 0), (report.Files[0].Source, report.Files[0].Fate, report.RowsRejected));
        Assert.Equal("3", await ledgers.TotalAsync("outcomes"));
        Assert.Equal(
            "patent-filed 3",
            await ledgers.QueryAsync(
                """
                select t.outcome_type_code, count(*) from mart.fct_outcomes f join mart.dim_outcome_type t using (outcome_type_key) group by 1
                """
            )
        );
    }

    [Theory]
    [InlineData(
        "header: 契約日, type: date",
        "header: 契約日, type: text",
        13,
        "'started_date' of engagements holds date, which text is not. Allowed: date, year."
    )]
    [InlineData(
        "header: 契約金額, type: money",
        "header: 契約金額, type: text",
        14,
        "'contract_amount' of engagements holds bigint, which text is not. Allowed: integer, count, money."
    )]
    [InlineData(
        "{name: company_name, header: 契約先, type: text",
        "{name: line, header: 契約先, type: text",
        12,
        "The loader itself writes 'line': take another name."
    )]
    public async Task SourceWithAColumnThatCannotBeTheFacts_IsLeftOutAlone_AndEverybodyElsePublishes(string right, string wrong, int line, string reason)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var lines = Lines(ledgers);
        CityContracts.Declare(_folder, CityContracts.Yaml.Replace(right, wrong, StringComparison.Ordinal));

        var report = await lines.Current.Run.LoadAsync(
            [new OfferedFile(ledgers.File(Contracts), "load"), ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")],
            cancellation: Cancellation
        );

        Assert.Equal([FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.True(report.Publication.IsNew);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        var fault = Assert.Single(lines.Current.Sources.Faults);
        Assert.Equal(("city_contracts.yaml", line, reason), (Path.GetFileName(fault.File), fault.Line, fault.Message.En));

        CityContracts.Declare(_folder, CityContracts.Yaml + "\n");
        await lines.Current.Run.LoadAsync([new OfferedFile(ledgers.File(Contracts), "load")], cancellation: Cancellation);
        Assert.Equal("2", await ledgers.TotalAsync("engagements"));
    }

    [Fact]
    public async Task OwnCheck_ThatFindsARow_HoldsItsBatch_WithTheLineOfTheFile()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var lines = Lines(ledgers);
        _folder.Overlay("Checks/no_early_referral.sql", NoReferral);
        var file = new OfferedFile(ledgers.File(Ledgers.Text(Ledgers.Referral, "1,2007-12-31,0149,遠州光学", "2,2008-04-01,0149,駿河食品")), "load");

        var report = await lines.Current.Run.LoadAsync([file], cancellation: Cancellation);

        Assert.Equal("1 row fails the check 'no_early_referral'. (line 2)", Assert.Single(report.Publication.Held).Told.En);
        Assert.Equal("0", await ledgers.QueryAsync("select count(*) from mart.fct_referrals"));

        _folder.Overlay("Checks/no_early_referral.sql", NoReferral.Replace("20080101", "20070101", StringComparison.Ordinal) + "\n");
        await ledgers.ExecuteAsync("update audit.batches set state = 'loaded', held = null");
        Assert.True((await lines.Current.Publisher.PublishAsync(cancellation: Cancellation)).IsNew);
        Assert.Equal("2", await ledgers.TotalAsync("referrals"));
    }

    [Fact]
    public async Task BrokenCheck_IsLeftOutAloneAndReportedWithFileAndLine()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        var lines = Lines(ledgers);
        _folder.Overlay("Checks/broken.sql", NoReferral.Replace("referred_date_key", "refered_date_key", StringComparison.Ordinal));
        _folder.Overlay("Checks/healthy.sql", NoReferral);
        _folder.Overlay("Checks/orphans.sql", NoReferral); // the product's own
        _folder.Overlay("Checks/Wrong Name.sql", NoReferral);

        var report = await lines.Current.Run.LoadAsync([ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")], cancellation: Cancellation);

        Assert.True(report.Publication.IsNew);
        Assert.Equal(
            ["Wrong Name.sql:1", "broken.sql:3", "orphans.sql:1"],
            report
                .Publication.CheckFaults.Select(fault => string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(fault.File)}:{fault.Line}"))
                .Order(StringComparer.Ordinal)
        );

        var (code, output, error) = await CheckAsync(ledgers);
        Assert.Equal(1, code);
        Assert.Contains("healthy: healthy", output, StringComparison.Ordinal);
        Assert.Contains("orphans: healthy", output, StringComparison.Ordinal);
        Assert.DoesNotContain("broken", output, StringComparison.Ordinal);
        Assert.Contains("broken.sql:3: The check does not run: column \"refered_date_key\" does not exist", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select 'a' as fact, 1 as dataset_key, 1 as id where false) c; update mart.fct_referrals set line = 999; select * from (select 1")]
    [InlineData("with gone as (update mart.fct_referrals set line = 999 returning 1) select 'a' as fact, 1 as dataset_key, 1 as id from gone")]
    [InlineData("select set_config('transaction_read_only', 'off', true) as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select nextval('mart.probe')::text as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select company_name as fact, 1 as dataset_key, 1 as id from staging.referrals")]
    [InlineData(
        "select query_to_xml('select set_config(''role'', ''none'', true)', true, true, '')::text || query_to_xml('select company_name from staging.referrals', true, true, '')::text as fact, 1 as dataset_key, 1 as id"
    )]
    [InlineData("select set_config('session_authorization', 'default', true) as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select query_to_xml('set role analytics_loader', true, true, '')::text as fact, 1 as dataset_key, 1 as id")]
    [InlineData(
        "select set_config('role', 'none', false) || query_to_xml('select company_name from staging.referrals', true, true, '')::text as fact, 1 as dataset_key, 1 as id"
    )]
    [InlineData("select query_to_xml('create temp table mine as select 1', true, true, '')::text as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select lo_create(4711)::text as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select pg_read_file('PG_VERSION') as fact, 1 as dataset_key, 1 as id")]
    [InlineData("select pg_terminate_backend(pid)::text as fact, 1 as dataset_key, 1 as id from pg_stat_activity where application_name = 'analytics loader'")]
    public async Task OwnCheck_CanOnlyReadTheStar(string sql)
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync("create sequence mart.probe; grant usage on sequence mart.probe to analytics_reader");
        _folder.Overlay("Checks/meddling.sql", sql);

        var report = await Lines(ledgers).Current.Run.LoadAsync([ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")], cancellation: Cancellation);

        Assert.Equal("meddling.sql", Path.GetFileName(Assert.Single(report.Publication.CheckFaults).File));
        Assert.Equal("2", await ledgers.QueryAsync("select line from mart.fct_referrals"));
        Assert.Equal("false", (await ledgers.QueryAsync("select is_called from mart.probe")).ToLowerInvariant());
    }

    [Fact]
    public async Task OwnCheck_ThatLetsGoOfLocksAndTakesOthers_LeavesThePublicationItsOwn_AndHoldsNone()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        _folder.Overlay(
            "Checks/a_locks.sql",
            "with done as materialized (select pg_advisory_unlock_all()::text || pg_advisory_unlock(168886273)::text || pg_advisory_lock(4711)::text as t) select 'a' as fact, 1 as dataset_key, 1 as id from done where t = ''"
        );
        // Whoever publishes is the only one to hold this lock; a row here would stop it.
        _folder.Overlay(
            "Checks/b_held.sql",
            "select 'a' as fact, 1 as dataset_key, 1 as id where not exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = 168886273 and pid = pg_backend_pid() and granted)"
        );

        var report = await Lines(ledgers).Current.Run.LoadAsync([ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学")], cancellation: Cancellation);

        Assert.Empty(report.Publication.CheckFaults);
        Assert.Equal("1", await ledgers.TotalAsync("referrals"));
        Assert.Equal(
            "0",
            await ledgers.QueryAsync(
                "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"
            )
        );
    }

    [Fact]
    public async Task RunningWorker_TellsFaultsAndTakesUpDeclarationsWithoutARestart()
    {
        await using var worker = await RunningWorker.StartAsync(await RunningWorker.NewDatabaseAsync(postgres), _folder);
        _folder.Overlay("Sources/mine.yaml", "name: mine\nnonsense: 1\n");
        _folder.Overlay("Checks/broken.sql", "select 1");
        await worker.UntilAsync(
            "select string_agg(distinct file || ':' || line, ' ' order by file || ':' || line) like 'Checks/broken.sql:1 %Sources/mine.yaml:2%' from audit.declaration_faults"
        );
        Assert.True(File.Exists(Path.Combine(_folder.Path, "model/Sources/source.schema.json")));

        File.Delete(Path.Combine(_folder.Path, "model/Sources/mine.yaml"));
        File.Delete(Path.Combine(_folder.Path, "model/Checks/broken.sql"));
        CityContracts.Declare(_folder);
        await worker.UntilAsync("select not exists (select from audit.declaration_faults)");
        RunningWorker.Put(_folder, "ledgers/0149/contracts.csv", Contracts);
        await (await worker.SchedulerAsync()).TriggerJob(new Quartz.JobKey("WatchInbox"), cancellationToken: Cancellation);
        await worker.UntilAsync("select count(*) = 2 from mart.fct_engagements");
    }

    CurrentPipeline Lines(Ledgers ledgers) => new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);

    async Task<(int Code, string Output, string Error)> CheckAsync(Ledgers ledgers)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["check", "--connection", ledgers.Connection, "--data", _folder.Path], output, error, Cancellation);
        return (code, output.ToString(), error.ToString());
    }
}
