using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Questions whose answers would have more rows than an answer may have, beside others that have not.</summary>
public class RowLimitTests(PostgresFixture postgres)
{
    /// <summary>400 fields × 350 branches, one referral of each: 140,000.</summary>
    [Fact]
    public async Task TooManyRows_AreRefusedByBoth_AndOtherQuestionsAreNot()
    {
        await using var star = await Star.CreateAsync(postgres);
        await star.ExecuteAsync(
            """
            set local session_replication_role = replica; -- foreign keys hold by construction
            insert into mart.dim_technology_field (technology_field_code, label) select 'f' || n, 'f' || n from generate_series(1, 400) n;
            insert into mart.dim_referrer (dataset_key, bank_code, bank_name, branch_code, branch_name)
            select dataset_key, '9999', 'x', '9999-' || n, 'x' from mart.dim_dataset, generate_series(1, 350) n where dataset_code = 'samples';
            insert into mart.fct_referrals (dataset_key, referral_id, case_id, owner_code, referral_number, company_id, company_key, is_company_matched, referrer_key, channel_key, region_key,
                industry_key, technology_field_key, agreement_key, unit_key, company_size, state, date_precision, referred_date_key, first_engagement_date_key, first_research_date_key,
                prototype_date_key, product_date_key, first_sales_date_key, closed_date_key, furthest_stage, content_hash, published_from, batch_id, line)
            select r.dataset_key, n, n, 'x', n, n, -1, true, r.referrer_key, -1, -1, -1, technology_field_key, -2, -1, '1-20', 'received', 'day', 20080501, -3, -3, -3, -3, -3, -3, 'referral',
                '00000000-0000-0000-0000-000000000000', 1, 1, 1
            from (select r.*, f.technology_field_key, row_number() over () as n from mart.dim_referrer r, mart.dim_technology_field f where r.bank_code = '9999' and f.technology_field_key > 0) r
            """
        );
        await star.PublishAsync();
        using var both = new BothEngines(star.Warehouse.Reader);
        await both.Stars.RefreshAsync(TestContext.Current.CancellationToken);
        Query[] page =
        [
            BothEngines.Query("referrals companies_referred", "technology_field branch"),
            BothEngines.Query("referrals", "technology_field branch quarter"),
            BothEngines.Query("referrals", "technology_field"),
            BothEngines.Query("referrals companies_referred", "technology_field branch", "technology_field=f1 technology_field=f2"),
            BothEngines.Query("referrals", "technology_field branch", string.Join(' ', Enumerable.Range(1, 200).Select(n => $"technology_field=f{n}"))),
        ];

        var results = await both.SameAsync(page, engine: null);

        Assert.Equal([null, null, 400, 700, null], results.Select(r => r?.Rows.Count));
        Assert.Equal((140_000, 700), (results[2].Totals[0].Value, results[3].Totals[0].Value));
        Assert.All([results[2], results[3]], result => Assert.Equal("memory", result.Trace.Engine));
    }
}
