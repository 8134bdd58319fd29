using Analytics.Etl.Publish;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Tests.Etl.Publish;

/// <summary>The order of the marts, and what their tables are merged by.</summary>
public class MartsTests(PostgresFixture postgres)
{
    static readonly Marts Product = Marts.Product;

    [Fact]
    public void Steps_FollowFromWhatEachReads()
    {
        var steps = Product.Steps.ToList();
        Assert.Equal(
            [
                "brg_referral_cluster",
                "current_rows",
                "dim_agreement",
                "dim_company",
                "dim_meeting",
                "dim_referrer",
                "dim_unit",
                "fct_engagements",
                "fct_establishments",
                "fct_meeting_attendance",
                "fct_outcomes",
                "fct_referrals",
                "fct_statistics",
                "fct_survey_responses",
                "fct_targets",
                "findings",
                "publication_rules",
                "referral_base",
            ],
            steps.Order(StringComparer.Ordinal)
        );
        Assert.All(
            new[]
            {
                ("dim_agreement", "dim_referrer"),
                ("dim_unit", "dim_meeting"),
                ("dim_meeting", "referral_base"),
                ("fct_engagements", "fct_outcomes"),
                ("fct_outcomes", "fct_referrals"),
                ("dim_company", "referral_base"),
            },
            pair => Assert.True(steps.IndexOf(pair.Item1) < steps.IndexOf(pair.Item2), $"{pair}")
        );
    }

    [Fact]
    public void Steps_ThatWaitForEachOther_AreNamed()
    {
        var marts = new Marts(
            FactCatalog.Product,
            new Dictionary<string, string>
            {
                ["dim_hen"] = "create temp table hens on commit drop as select * from eggs;",
                ["dim_egg"] = "create temp table eggs on commit drop as select * from hens; -- dim_unit is only named",
            }
        );
        Assert.EndsWith(
            "sql/marts/dim_egg.sql, sql/marts/dim_hen.sql.",
            Assert.Throws<InvalidDataException>(() => marts.Steps).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>In this order earlier releases hashed what rows say: another one would restate every row.</summary>
    [Theory]
    [InlineData(
        "fct_referrals",
        "case_id, company_id, company_key, is_company_matched, referrer_key, channel_key, region_key, industry_key, technology_field_key, agreement_key, unit_key, meeting_key, company_size, state, "
            + "date_precision, referred_date_key, first_engagement_date_key, first_research_date_key, prototype_date_key, product_date_key, first_sales_date_key, closed_date_key, development_date_key, contract_amount_3y, "
            + "added_sales_verified_3y, added_sales_self_reported_3y"
    )]
    [InlineData(
        "fct_engagements",
        "case_id, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key, technology_field_key, agreement_key, unit_key, company_size, engagement_type_key, "
            + "research_stage_key, state, date_precision, started_date_key, ended_date_key, days_from_referral, contract_amount, company_share_amount"
    )]
    [InlineData(
        "fct_outcomes",
        "case_id, referral_id, engagement_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key, technology_field_key, agreement_key, unit_key, company_size, outcome_type_key, "
            + "date_precision, occurred_date_key, days_from_referral, quantity, amount, verification, is_attributable, is_model_case, is_first_model_case"
    )]
    [InlineData(
        "fct_survey_responses",
        "case_id, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key, technology_field_key, agreement_key, unit_key, company_size, survey_date_key, "
            + "sent_date_key, returned_date_key, answer, is_sent"
    )]
    [InlineData(
        "fct_meeting_attendance",
        "case_id, meeting_key, company_id, is_company_matched, company_name, region_key, unit_key, held_date_key, participants, consultations"
    )]
    [InlineData("fct_targets", "fiscal_year, measure, region_key, cluster_key, target_value")]
    [InlineData("fct_establishments", "establishments, employees")]
    [InlineData("fct_statistics", "region_key, industry_key, quantity, amount")]
    public async Task Content_IsHashedAsEver(string table, string columns)
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        var versioned = Product.Tables.Single(known => known.Name == table);
        Assert.Equal(columns, string.Join(", ", versioned.Content(await ColumnsAsync(warehouse.Owner, versioned))));
    }

    [Fact]
    public async Task Declarations_NameColumnsThatTheTablesHave()
    {
        await using var warehouse = await postgres.CreateDatabaseAsync();
        foreach (var fact in FactCatalog.Product.All.Where(fact => fact.Star is not null))
        {
            var star = fact.Star!;
            var columns = await ColumnsAsync(warehouse.Owner, Product.Tables.Single(table => table.Name == star.Name));
            string?[] named =
            [
                .. star.Key,
                star.Date,
                star.Ends,
                star.AddsWithin,
                star.Planned?.Column,
                .. star.Content,
                .. star.Derived,
                .. star.Asked.Select(column => column.Name),
                .. star.Dimensions.Where(dimension => dimension.Bridge is null).Select(dimension => dimension.Name + "_key"),
                .. star.HasOrigins ? ["origins"] : Array.Empty<string>(),
                .. fact.Case is null ? Array.Empty<string>() : ["case_id"],
            ];
            Assert.Empty(named.OfType<string>().Except(columns));
        }
    }

    [Fact]
    public void Checks_LookAtEveryFact()
    {
        var checks = CheckCatalog.Load().Checks.ToDictionary(check => check.Name, check => check.Sql);
        Assert.All(
            FactCatalog.Product.All.Select(fact => fact.Star).OfType<StarTable>(),
            star => Assert.Contains($" {star.Name} ", checks["lineage"], StringComparison.Ordinal)
        );
        Assert.All(
            FactCatalog.Product.All.Select(fact => fact.Star).OfType<StarTable>(),
            star => Assert.Contains($" '{star.Name}' ", Product.Read("publish"), StringComparison.Ordinal)
        );
        Assert.DoesNotContain("fct_targets", checks["dates"], StringComparison.Ordinal);
    }

    static async Task<IReadOnlyList<string>> ColumnsAsync(NpgsqlDataSource source, VersionedTable table)
    {
        await using var command = source.CreateCommand(table.ColumnsQuery);
        return (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
