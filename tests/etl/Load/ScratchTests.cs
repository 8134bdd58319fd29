using Analytics.Etl.Load;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Tests.Etl.Load;

public class ScratchTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Publish()
    {
        await using var w = await postgres.CreateDatabaseAsync();
        await ReferenceData.ApplyAsync(w.Owner, TestContext.Current.CancellationToken);
        var catalog = SourceCatalog.Load();
        var publisher = new Publisher(w.Loader, catalog, [new("outcomes", "成果", "Outcomes", false, "x")], TimeProvider.System);
        var first = await publisher.PublishAsync(always: true);
        Assert.True(first.IsNew);
        await Run(w.Loader, """
            insert into audit.batches (dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state)
            values ('ledgers', 'referral_ledger', '0149', 'a.csv', repeat('a', 64), 1, 'csv', 'load', now(), 'loaded'),
             ('ledgers', 'engagement_ledger', 'x', 'b.csv', repeat('b', 64), 1, 'csv', 'load', now(), 'loaded'),
             ('ledgers', 'outcome_survey', 'x', 'c.csv', repeat('c', 64), 1, 'csv', 'load', now(), 'loaded'),
             ('ledgers', 'target_sheet', 'x', 'd.csv', repeat('d', 64), 1, 'csv', 'load', now(), 'loaded');
            insert into raw.referral_ledger (batch_id, ordinal, line, owner_code, referral_number, referred_date, bank_code, bank_name, company_name, municipality_code, industry_code, employees, clusters, state, channel)
            values (1, 1, 2, '0149', '1', '2008-04-01', '0149', '静岡銀行', '株式会社アルファ', '22130', '28', 30, '{フォトンバレー,三遠南信ネットワーク}', 'received', 'branch-network'),
                   (1, 2, 3, '0149', '2', '2008-05-01', '0149', '静岡銀行', 'アルファ(株)', '22131', '281', 30, null, 'completed', 'branch-network');
            insert into raw.engagement_ledger (batch_id, ordinal, line, owner_code, engagement_number, referral_number, engagement_type, started_date, state, contract_amount)
            values (2, 1, 2, 'x', 'E1', '1', 'joint-research', '2008-06-01', 'in-progress', 1000), (2, 2, 3, 'x', 'E2', '9', 'joint-research', '2008-06-01', 'in-progress', 1000);
            insert into raw.outcome_survey (batch_id, ordinal, line, owner_code, outcome_number, referral_number, outcome_type, outcome_date, quantity, verification)
            values (3, 1, 2, 'x', 'O1', '1', 'product', '2009-06-01', null, 'verified'), (3, 2, 3, 'x', 'O2', '1', 'product', '2007-06-01', null, 'verified');
            insert into raw.target_sheet (batch_id, ordinal, line, owner_code, fiscal_year, measure, region, target_value)
            values (4, 1, 2, 'x', '2008-01-01', '成果', '西部', 12);
            """);
        var second = await publisher.PublishAsync();
        Assert.Equal(2, second.Publication);
        var dump = await Dump(w.Loader, "select row_to_json(t)::text from (select * from mart.fct_referrals) t union all select row_to_json(t)::text from (select * from mart.fct_engagements) t union all select row_to_json(t)::text from (select * from mart.fct_outcomes) t union all select row_to_json(t)::text from (select * from mart.fct_targets) t union all select row_to_json(t)::text from (select * from mart.brg_referral_cluster) t union all select row_to_json(t)::text from (select rule, batch_id, line, kind, value from audit.findings) t union all select row_to_json(t)::text from audit.publication_datasets t union all select row_to_json(t)::text from mart.dim_company t");
        TestContext.Current.TestOutputHelper!.WriteLine(dump);
        Assert.Fail(dump);
    }

    static async Task Run(NpgsqlDataSource s, string sql) { await using var c = s.CreateCommand(sql); await c.ExecuteNonQueryAsync(); }
    static async Task<string> Dump(NpgsqlDataSource s, string sql)
    {
        await using var c = s.CreateCommand(sql);
        await using var r = await c.ExecuteReaderAsync();
        var t = new System.Text.StringBuilder();
        while (await r.ReadAsync()) t.AppendLine(r.GetString(0));
        return t.ToString();
    }
}
