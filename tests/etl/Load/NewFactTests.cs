using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Load;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Reporting;
using Analytics.Sql.Storage;

namespace Analytics.Tests.Etl.Load;

/// <summary>A fact that the product does not know: one declaration, one mart and one migration bring its rows from a file to the star.</summary>
public sealed class NewFactTests(PostgresFixture postgres) : IDisposable
{
    const string Declaration = """
        label: {ja: 訪問, en: Visits}
        description: {ja: 紹介先の訪問。, en: Visits to the companies that were referred.}
        sort: 10
        columns:
          - {name: visit_number, type: text, required: true}
          - {name: referral_number, type: text, required: true}
          - {name: visited_date, type: date, required: true}
          - {name: visitors, type: integer, unit: people}
          - {name: updated_on, type: date}
        key: [visit_number]
        date: visited_date
        case: {number: referral_number}
        star:
          key: [visit_id]
          belongs_to: referrals
          date: visited_date_key
          time: event
          derived: [visit_number, date_precision]
          asked: {visitors: number}
        """;

    const string Mart = """
        -- Grain: one row per visit of the touched cases.
        create temp table current_visits on commit drop as
        select distinct on (s.dataset_key, s.owner_code, s.visit_number) b.case_id, b.referral_id, b.region_key, s.*
        from staging.visits s join live_batches l on l.batch_id = s.batch_id join referral_base b on b.dataset_key = s.dataset_key and b.referral_number = s.case_number
        order by s.dataset_key, s.owner_code, s.visit_number, s.updated_on desc nulls last, s.batch_id desc, s.ordinal desc;

        insert into mart.key_visit (dataset_key, owner_code, number) select dataset_key, owner_code, visit_number from current_visits on conflict do nothing;

        create temp table new_fct_visits on commit drop as
        select c.dataset_key, k.visit_id, c.case_id, c.owner_code, c.visit_number, c.referral_id, c.region_key, staging.date_key(c.visited_date) as visited_date_key, 'day' as date_precision, c.visitors, c.batch_id, c.sheet, c.line
        from current_visits c join mart.key_visit k on k.dataset_key = c.dataset_key and k.owner_code = c.owner_code and k.number = c.visit_number;
        """;

    const string Migration = """
        set role analytics_owner;
        create table mart.key_visit (visit_id bigint generated always as identity primary key, dataset_key smallint not null, owner_code text not null, number text not null, unique (dataset_key, owner_code, number));
        create table mart.fct_visits (
            dataset_key smallint not null, visit_id bigint not null, case_id bigint not null, owner_code text not null, visit_number text not null, referral_id bigint not null, region_key integer not null,
            visited_date_key integer not null, date_precision text not null, visitors integer,
            content_hash uuid not null, published_from integer not null, published_to integer not null default 2147483647, batch_id integer not null, sheet text, line integer not null
        ) partition by list (dataset_key);
        create unique index fct_visits_open on mart.fct_visits (dataset_key, visit_id) where published_to = 2147483647;
        select mart.add_partitions(dataset_code, dataset_key) from mart.dim_dataset;
        reset role;
        """;

    const string Source = """
        name: visit_list
        label: {ja: 訪問一覧, en: Visits}
        description: {ja: 訪問の一覧。, en: A list of visits.}
        dataset: ledgers
        feeds: [visits]
        key: [visit_number]
        revision: updated_on
        columns:
          - {name: visit_number, header: 訪問番号, type: identifier, required: true}
          - {name: referral_number, header: 紹介番号, type: identifier, required: true}
          - {name: visited_date, header: 訪問日, type: date, required: true}
          - {name: visitors, header: 訪問者数, type: integer}
          - {name: updated_on, header: 更新日, type: date}
        """;

    const string Header = "訪問番号,紹介番号,訪問日,訪問者数,更新日";

    const string Open =
        "select v.visit_number, r.referral_number, v.visited_date_key, v.visitors, v.line from mart.fct_visits v join mart.fct_referrals r using (referral_id) where v.published_to = 2147483647 and r.published_to = 2147483647 order by 1";

    readonly TemporaryFolder _folder = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task OneDeclarationOneMartAndOneMigration_BringAFileToTheStar()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync(Migration);
        var run = Run(ledgers);

        var first = await run.LoadAsync(
            [
                ledgers.Offer(Ledgers.Referral, "1,2008-04-01,0149,遠州光学", "2,2008-04-02,0149,駿河食品"),
                ledgers.Offer(Header, "V1,1,2008-05-01,3,", "V2,2,2008-05-02,1,", "V3,9,2008-05-03,2,"),
            ],
            cancellation: Cancellation
        );

        Assert.Equal([FileFate.Loaded, FileFate.Loaded], first.Files.Select(file => file.Fate));
        Assert.Equal("V1 1 20080501 3 2\nV2 2 20080502 1 3", await ledgers.QueryAsync(Open));
        Assert.Equal(
            "2",
            await ledgers.QueryAsync(
                "select row_counts->>'fct_visits' from audit.publication_datasets where dataset_code = 'ledgers' order by publication desc limit 1"
            )
        );

        // A correction closes one row and opens one; the other stays. Its referral comes: the third visit is there.
        var second = await run.LoadAsync(
            [
                ledgers.Offer(Header, "V2,2,2008-05-02,4,2008-06-01", "V1,1,2008-05-01,3,2008-06-01"),
                ledgers.Offer(Ledgers.Referral, "9,2008-04-03,0149,三河金属"),
            ],
            cancellation: Cancellation
        );

        Assert.Equal("V1 1 20080501 3 2\nV2 2 20080502 4 2\nV3 9 20080503 2 4", await ledgers.QueryAsync(Open));
        Assert.Equal(
            "1 1 2",
            await ledgers.QueryAsync(
                "select (select count(*) from mart.fct_visits where published_to < 2147483647), (select count(*) from mart.fct_visits where published_from = 1 and published_to = 2147483647), "
                    + $"(select count(*) from mart.fct_visits where published_from = {second.Publication.Publication})"
            )
        );

        // People's own tools have it too, without a further file.
        var facts = SourceCatalog.Of([new("Facts/visits.yaml", Declaration)]).Facts;
        Assert.True(await ReportingViews.ApplyAsync(ledgers.Warehouse.Owner, ModelCatalog.Load(), facts, Cancellation));
        Assert.Equal(
            "V1 2008-05-01 2008 3 unknown\nV2 2008-05-02 2008 4 unknown\nV3 2008-05-03 2008 2 unknown",
            await ledgers.QueryAsync("select visit_number, visited_date, fiscal_year, visitors, municipality from reporting.visits order by 1")
        );
    }

    LoadRun Run(Ledgers ledgers)
    {
        var (folder, loader, lanes) = (DataFolder.Resolve(_folder.Path), ledgers.Warehouse.Loader, ExtractionLanes.Shared);
        var catalog = SourceCatalog.Of([new("Facts/visits.yaml", Declaration), new("visit_list.yaml", Source)]);
        Assert.Empty(catalog.Faults);
        var (staging, archive) = (new StagingViews(loader, catalog), new Archive(folder.Archive));
        var publisher = new Publisher(
            loader,
            catalog,
            staging,
            CheckCatalog.Load(facts: catalog.Facts),
            [],
            TimeProvider.System,
            new Marts(catalog.Facts, new Dictionary<string, string> { ["fct_visits"] = Mart })
        );
        return new(
            loader,
            staging,
            new FileReading(loader, catalog, folder, archive, lanes),
            new BatchLoader(loader, catalog, TimeProvider.System),
            publisher,
            new LedgerTexts(loader, catalog, archive, lanes)
        );
    }
}
