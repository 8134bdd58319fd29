using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Reporting;
using Analytics.Tests.Etl.Load;
using Npgsql;

namespace Analytics.Tests.Sql.Reporting;

/// <summary>What people's own tools see of ledgers that were loaded, and what they never see.</summary>
public sealed class ReportingViewsTests(PostgresFixture postgres)
{
    const string Referral = Ledgers.Referral + ",支店コード,支店名,市区町村コード,技術ニーズ,技術分野,クラスター,状況,終結日";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Views_OfLoadedLedgers_HaveLabelsDatesAmountsAndTheLineOfEachRow()
    {
        await using var ledgers = await LoadedAsync();

        Assert.Equal(
            "ledgers 1 2008-04-01 2008 遠州光学 0149 静岡銀行 22130 浜松市 Hamamatsu 22-west photon-valley; pharma-valley フォトンバレー、ファルマバレー - - 2",
            await ledgers.QueryAsync(
                "select dataset, referral_number, referred_date, fiscal_year, company_name, bank, bank_ja, municipality, municipality_ja, municipality_en, subregion, "
                    + "cluster, cluster_ja, closed_date, sheet, line from reporting.referrals where referral_number = '1'"
            )
        );
        // 31 March belongs to the fiscal year before; the newest revision counts, and a table of pairs has a row for each cluster.
        Assert.Equal(
            "2 2009-03-31 2008 - closed.csv",
            await ledgers.QueryAsync("select referral_number, referred_date, fiscal_year, cluster, file from reporting.referrals where referral_number = '2'")
        );
        Assert.Equal("2", await ledgers.QueryAsync("select count(*) from reporting.referral_clusters"));
        Assert.Equal(
            "1 2008-06-01 joint-research 共同研究 Joint research 1200000 JPY",
            await ledgers.QueryAsync(
                "select engagement_number, started_date, engagement_type, engagement_type_ja, engagement_type_en, contract_amount, currency from reporting.engagements"
            )
        );
        Assert.Equal(
            "added-sales 2500000 JPY verified 証憑確認",
            await ledgers.QueryAsync(
                "select outcome_type, amount, currency, verification, verification_ja from reporting.outcomes where outcome_type = 'added-sales'"
            )
        );
        Assert.Equal(
            "added_sales 3000000 JPY\nreferrals 10 JPY",
            await ledgers.QueryAsync("select measure, target_value, currency from reporting.targets order by measure")
        );
        Assert.Equal(
            "ledgers False JPY 4 1",
            await ledgers.QueryAsync(
                "select dataset, is_synthetic, currency, fiscal_year_start_month, publication from reporting.datasets where dataset = 'ledgers'"
            )
        );
    }

    [Fact]
    public async Task Amounts_OfACurrencyWithCents_AreInMajorUnits()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.ExecuteAsync(
            """
            select mart.ensure_dataset('american', '米国', 'American', 'USD', 1::smallint, false, '', '');
            insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state)
            values (900, 'american', 'target_sheet', 'x', 'x.csv', repeat('0', 64), 1, 'csv', 'load', now(), 'loaded');
            insert into mart.fct_targets (dataset_key, target_id, fiscal_year, measure, region_key, cluster_key, target_value, content_hash, published_from, batch_id, line)
            select dataset_key, n, 2011, m, -2, -2, 123456, gen_random_uuid(), 1, 900, 2
            from mart.dim_dataset, (values (1, 'contract_amount'), (2, 'referrals')) t (n, m) where dataset_code = 'american';
            """
        );
        await ApplyAsync(ledgers);

        Assert.Equal("1234.56 USD\n123456 USD", await ledgers.QueryAsync("select target_value, currency from reporting.targets order by target_id"));
    }

    [Fact]
    public async Task Views_EveryOne_ShowsNoTechnicalNeed()
    {
        await using var ledgers = await LoadedAsync();
        var views = (
            await ledgers.QueryAsync("select relname from pg_class where relnamespace = 'reporting'::regnamespace and relkind = 'v' order by 1")
        ).Split('\n');
        Assert.Superset(FactCatalog.Product.Names.ToHashSet(), views.ToHashSet());
        Assert.Equal("1", await ledgers.QueryAsync("select count(*) from staging.referrals where extra ->> 'technical_need' = '極秘の切削技術'"));

        foreach (var view in views)
        {
            Assert.Equal(
                "0",
                await ledgers.QueryAsync($"select count(*) from reporting.{view} v where to_jsonb(v)::text like '%極秘%' or to_jsonb(v) ? 'technical_need'")
            );
            // And a person's words stand on each: both languages, nothing unnamed.
            Assert.Equal(
                "",
                await ledgers.QueryAsync(
                    $"""
                    select attname from pg_attribute where attrelid = 'reporting.{view}'::regclass and attnum > 0 and not attisdropped
                      and coalesce(col_description(attrelid, attnum), '') !~ '[ぁ-んァ-ヶ一-龠].* / [A-Z]'
                    union all select '{view}' where obj_description('reporting.{view}'::regclass) !~ '[ぁ-んァ-ヶ一-龠].* / [A-Z]'
                    """
                )
            );
        }
    }

    [Fact]
    public async Task Apply_Again_ChangesNothing_AndAfterAChangedTableTheViewHasItsColumn()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ApplyAsync(ledgers);
        const string oid = "select 'reporting.outcomes'::regclass::oid";
        var before = await ledgers.QueryAsync(oid);
        await ApplyAsync(ledgers);
        Assert.Equal(before, await ledgers.QueryAsync(oid));

        await ledgers.ExecuteAsync("alter table mart.fct_outcomes add column remark_date_key integer not null default 20110311");
        await ApplyAsync(ledgers);
        Assert.Equal(
            "date",
            await ledgers.QueryAsync(
                "select data_type from information_schema.columns where table_schema = 'reporting' and table_name = 'outcomes' and column_name = 'remark_date'"
            )
        );
    }

    [Fact]
    public async Task Apply_WhileAToolReads_LeavesTheViewsAsTheyWere()
    {
        await using var ledgers = await Ledgers.CreateAsync(postgres);
        await ApplyAsync(ledgers);
        await ledgers.ExecuteAsync("alter table mart.fct_outcomes add column remark text");
        await using var reader = await ledgers.Warehouse.Owner.OpenConnectionAsync(Cancellation);
        await using (var reading = await reader.BeginTransactionAsync(Cancellation))
        {
            await using var command = new NpgsqlCommand("select count(*) from reporting.outcomes", reader);
            await command.ExecuteScalarAsync(Cancellation);
            Assert.False(await ReportingViews.ApplyAsync(ledgers.Warehouse.Owner, ModelCatalog.Load(), cancellation: Cancellation));
        }

        Assert.True(await ReportingViews.ApplyAsync(ledgers.Warehouse.Owner, ModelCatalog.Load(), cancellation: Cancellation));
    }

    static async Task ApplyAsync(Ledgers ledgers) =>
        Assert.True(await ReportingViews.ApplyAsync(ledgers.Warehouse.Owner, ModelCatalog.Load(), cancellation: Cancellation));

    async Task<Ledgers> LoadedAsync()
    {
        var ledgers = await Ledgers.CreateAsync(postgres);
        await ledgers.LoadAsync(
            ledgers.Offer(
                Referral + ",銀行名",
                "1,2008-04-01,0149,遠州光学,101,浜松営業部,22130,極秘の切削技術,光学,フォトンバレー、ファルマバレー,対応中,,静岡銀行"
            ),
            new(ledgers.File(Ledgers.Text(Ledgers.Referral, "2,2009-03-31,0149,駿河食品"), "closed.csv"), "load"),
            ledgers.Offer(Ledgers.Engagement + ",契約額(千円)", "1,1,共同研究,2008-06-01,1200"),
            ledgers.Offer(Ledgers.Outcome + ",数値,単位,確認方法", "1,1,特許出願,2009-06-01,2,件,", "2,1,売上増,2010-03-01,2500,千円,証憑確認"),
            ledgers.Offer(Ledgers.Target, "2008,紹介件数,,,10", "2008,added_sales,,,3000千円")
        );
        await ApplyAsync(ledgers);
        return ledgers;
    }
}
