using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Sql.Access;
using Analytics.Sql.Audit;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>A file that is read again, and cannot be published as it reads now: its former rows stand, readers see them, and it says why.</summary>
public sealed class KeptReadingTests(PostgresFixture postgres) : IDisposable
{
    const string Header = "契約番号,紹介番号,契約先,契約日,旧契約日,契約金額,方式";

    const string Early =
        "select 'fct_engagements' as fact, dataset_key, engagement_id as id from mart.fct_engagements where published_to = 2147483647 and started_date_key < 20080401\n";

    const string Star = "select engagement_number, started_date_key, batch_id from mart.fct_engagements where published_to = 2147483647 order by 1";

    const string Reason = "1 row fails the check 'no_early'. (line 3)";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadingThatACheckRefuses_KeepsTheFormerRows_AndTheOtherFilesAreReadAgain()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers);
        const string before = "C1 20080501 2\nC2 20080601 2\nC3 20080701 3";
        Assert.Equal(before, await ledgers.QueryAsync(Star));
        var staged = await ledgers.QueryAsync("select * from staging.engagements where batch_id = 2 order by ordinal");

        var report = await ReadOtherwiseAsync(ledgers);

        // Of the first file C2 would begin on 2008-03-31, which a check refuses; of the second C3 begins a day earlier than it read before.
        Assert.Equal([FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Equal((Reason, HeldBatch.KeptMend.En), (report.Files[0].Reason!.En, report.Files[0].Mend!.En));
        Assert.Equal("C1 20080501 2\nC2 20080601 2\nC3 20080630 3", await ledgers.QueryAsync(Star));
        Assert.Equal(staged, await ledgers.QueryAsync("select * from staging.engagements where batch_id = 2 order by ordinal"));
        Assert.Equal(
            "2 published 2\n3 published 1",
            await ledgers.QueryAsync("select batch_id, state, rows_loaded from audit.batches where batch_id > 1 order by 1")
        );
        Assert.Equal("", await ledgers.QueryAsync("select * from staging.renamed_numbers"));
        var audit = new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader));
        Assert.Equal([("published", null), ("kept", Reason)], (await audit.EventsAsync(2, Cancellation)).Select(what => (what.Event, what.Reason?.En)));
        Assert.Equal(["published", "reloaded", "published"], (await audit.EventsAsync(3, Cancellation)).Select(what => what.Event));
        Assert.Equal(("city_contracts", 1L), Assert.Single(await OlderAsync(ledgers)) is var older ? (older.Source, older.Files) : default);

        // It stays so, whatever comes to its cases; and trying again says no more than was said.
        await ledgers.LoadAsync(
            ledgers.Offer(Ledgers.Referral + ",状況", "1,2008-04-01,0149,遠州光学,対応中"),
            ledgers.Offer(Ledgers.Engagement, "E1,1,共同研究,2008-08-01")
        );
        Assert.Equal("C1 20080501 2\nC2 20080601 2\nC3 20080630 3\nE1 20080801 5", await ledgers.QueryAsync(Star));
        await Line(ledgers).Reloads.DoAsync([2], cancellation: Cancellation);
        Assert.Equal(["published", "kept"], (await audit.EventsAsync(2, Cancellation)).Select(what => what.Event));

        // Without the check it is published as it reads.
        _folder.Overlay("Checks/no_early.sql", Early.Replace("20080401", "20080301", StringComparison.Ordinal));
        Assert.Equal(FileFate.Loaded, Assert.Single((await Line(ledgers).Reloads.DoAsync([2], cancellation: Cancellation)).Files).Fate);
        Assert.Equal("C1 20080430 2\nC2 20080331 2\nC3 20080630 3\nE1 20080801 5", await ledgers.QueryAsync(Star));
        Assert.Equal(["published", "kept", "reloaded", "published"], (await audit.EventsAsync(2, Cancellation)).Select(what => what.Event));
        Assert.Empty(await OlderAsync(ledgers));
    }

    [Fact]
    public async Task ReadingOfWhichTheDatabaseRefusesAValue_KeepsTheFormerRows()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await LoadAsync(ledgers);
        await ledgers.ExecuteAsync("alter table staging.engagements add constraint no_early check (started_date >= '2008-04-01')");

        var report = await ReadOtherwiseAsync(ledgers);

        Assert.Equal([FileFate.Refused, FileFate.Loaded], report.Files.Select(file => file.Fate));
        Assert.Equal(
            "The database cannot take a value in line 3 (new row for relation \"engagements\" violates check constraint \"no_early\").",
            report.Files[0].Reason!.En
        );
        Assert.Equal("C1 20080501 2\nC2 20080601 2\nC3 20080630 3", await ledgers.QueryAsync(Star));
        Assert.Equal("published kept", await ledgers.QueryAsync("select string_agg(event, ' ' order by event_id) from audit.batch_events where batch_id = 2"));
    }

    /// <summary>A referral, and two files of contracts: of the first, C2 is on line 3.</summary>
    async Task LoadAsync(Ledgers ledgers)
    {
        CityContracts.Declare(_folder);
        _folder.Overlay("Checks/no_early.sql", Early);
        await Line(ledgers)
            .Run.LoadAsync(
                [
                    ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学"),
                    ledgers.Offer(Header, "C1,1,遠州光学,2008-05-01,2008-04-30,1000000,共同", "C2,1,遠州光学,2008-06-01,2008-03-31,500000,委託") with
                    {
                        Source = "city_contracts",
                    },
                    ledgers.Offer(Header, "C3,1,遠州光学,2008-07-01,2008-06-30,300000,共同") with
                    {
                        Source = "city_contracts",
                    },
                ],
                cancellation: Cancellation
            );
    }

    /// <summary>Reads both files again by another column of days.</summary>
    async Task<ReloadReport> ReadOtherwiseAsync(Ledgers ledgers)
    {
        CityContracts.Declare(_folder, CityContracts.Yaml.Replace("header: 契約日", "header: 旧契約日", StringComparison.Ordinal));
        return await Line(ledgers).Reloads.DoAsync([2, 3], cancellation: Cancellation);
    }

    async Task<IReadOnlyList<OlderDeclaration>> OlderAsync(Ledgers ledgers)
    {
        await ChangedDeclarations.RefreshAsync(ledgers.Warehouse.Loader, Line(ledgers).Sources, TimeProvider.System.GetUtcNow(), Cancellation);
        return await new AuditLog(ScopedReader.OfAll(ledgers.Warehouse.Reader)).OlderDeclarationsAsync(cancellation: Cancellation);
    }

    LoadingPipeline Line(Ledgers ledgers) => new(ledgers.Warehouse.Loader, DataFolder.Resolve(_folder.Path), TimeProvider.System);
}
