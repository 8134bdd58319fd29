using System.Globalization;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Etl.Samples;

/// <summary>
/// Rates, stages and stocks of the samples by fiscal year: as the model answers them, and as plain SQL finds them from engagements and outcomes
/// themselves, without
/// the milestones that referrals carry. Lines as <c>conversion_rate 2008 12/40</c>, <c>open_referrals 2008 17</c>.
/// </summary>
static class SampleRates
{
    private static readonly string[] Rates =
    [
        "conversion_rate",
        "research_conversion_rate",
        "commercialisation_rate",
        "verified_share",
        "survey_response_rate",
    ];
    private static readonly string[] Counts =
    [
        "reached_engagement",
        "reached_research",
        "reached_prototype",
        "reached_product",
        "open_referrals",
        "open_over_90_days",
    ];

    private const string Statement = """
        with day as (select data_through from audit.publication_datasets where dataset_code = 'samples' order by publication desc limit 1),
        dated as (
            select r.referral_id, r.closed_date_key, d.full_date as referred, d.fiscal_year from mart.fct_referrals r join mart.dim_date d on d.date_key = r.referred_date_key
            where r.published_to = 2147483647
        ), engaged as (
            select e.referral_id, min(d.full_date) as any_day, min(d.full_date) filter (where d.full_date >= r.referred) as first_day,
                   min(d.full_date) filter (where d.full_date >= r.referred and t.engagement_type_code in ('joint-research', 'commissioned-research')) as first_research
            from mart.fct_engagements e join dated r using (referral_id) join mart.dim_engagement_type t using (engagement_type_key) join mart.dim_date d on d.date_key = e.started_date_key cross join day
            where e.published_to = 2147483647 and t.engagement_type_code <> 'information' and e.state <> 'preparing' and d.full_date <= day.data_through
            group by e.referral_id
        ), achieved as (
            select o.referral_id, min(d.full_date) filter (where t.outcome_type_code = 'prototype') as prototype,
                   min(d.full_date) filter (where t.outcome_type_code = 'product' or (t.outcome_type_code = 'added-sales' and o.amount > 0)) as market
            from mart.fct_outcomes o join mart.dim_outcome_type t using (outcome_type_key) join mart.dim_date d on d.date_key = o.occurred_date_key join engaged e on e.referral_id = o.referral_id cross join day
            where o.published_to = 2147483647 and d.full_date >= e.any_day and d.full_date <= day.data_through
            group by o.referral_id
        ), cases as (
            select * from dated left join engaged using (referral_id) left join achieved using (referral_id) cross join day where referred <= data_through
        ), outcomes as (
            select d.fiscal_year, o.verification from mart.fct_outcomes o join mart.dim_outcome_type t using (outcome_type_key) join mart.dim_date d on d.date_key = o.occurred_date_key cross join day
            where o.published_to = 2147483647 and d.full_date <= data_through and t.outcome_type_code in ('patent-filed', 'licence', 'prototype', 'product', 'new-business', 'new-company')
        ), years as (
            select distinct fiscal_year, least(make_date(fiscal_year + 1, 3, 31), data_through) as last_day, data_through from cases
        )
        select 'conversion_rate', fiscal_year, count(*) filter (where first_day - referred <= 365), count(*) from cases group by fiscal_year
        union all select 'research_conversion_rate', fiscal_year, count(*) filter (where first_research - referred <= 730), count(*) from cases group by fiscal_year
        union all select 'commercialisation_rate', fiscal_year, count(*) filter (where market - referred <= 1096), count(*) from cases group by fiscal_year
        union all select 'verified_share', fiscal_year, count(*) filter (where verification = 'verified'), count(*) from outcomes group by fiscal_year
        union all
        select 'survey_response_rate', d.fiscal_year, count(*) filter (where s.answer in ('outcome', 'no-outcome')), count(*) from mart.fct_survey_responses s join mart.dim_date d on d.date_key = s.survey_date_key
        where s.published_to = 2147483647 and s.is_sent group by d.fiscal_year
        union all select 'reached_engagement', fiscal_year, count(*) filter (where coalesce(first_day, prototype, market) is not null), null from cases group by fiscal_year
        union all select 'reached_research', fiscal_year, count(*) filter (where coalesce(first_research, prototype, market) is not null), null from cases group by fiscal_year
        union all select 'reached_prototype', fiscal_year, count(*) filter (where coalesce(prototype, market) is not null), null from cases group by fiscal_year
        union all select 'reached_product', fiscal_year, count(*) filter (where market is not null), null from cases group by fiscal_year
        union all
        select 'open_referrals', y.fiscal_year, count(*), null from years y join cases c on c.referred <= y.last_day
        left join mart.dim_date closed on closed.date_key = c.closed_date_key
        where c.closed_date_key = -3 or closed.full_date > y.last_day group by y.fiscal_year
        union all
        select 'open_over_90_days', y.fiscal_year, count(*), null from years y join cases c on c.referred < y.last_day - 90
        left join mart.dim_date closed on closed.date_key = c.closed_date_key
        where (c.closed_date_key = -3 or closed.full_date > y.last_day) and (c.first_day is null or c.first_day > y.last_day) group by y.fiscal_year
        """;

    public static async Task<SortedSet<string>> AnsweredAsync(Warehouse warehouse)
    {
        var model = SemanticModel.Direct(warehouse.Reader, ModelCatalog.Load(null));
        var result = await model.AnswerAsync(
            new Query
            {
                Scope = Scope.All,
                Dataset = "samples",
                Measures = [.. Rates, .. Counts],
                By = ["fiscal_year"],
            }
        );
        return
        [
            .. from row in result.Rows
            from column in result.Measures.Select((measure, index) => (measure.Name, Cell: row.Cells[index]))
            where column.Cell.Value is not null && (column.Cell.Parts is not null || column.Cell.Value != 0)
            select $"{column.Name} {row.Members[0].Code} {(column.Cell.Parts is { } parts ? $"{parts.Part}/{parts.Base}" : column.Cell.Value!.Value.ToString("0", CultureInfo.InvariantCulture))}",
        ];
    }

    public static async Task<SortedSet<string>> CountedAsync(Warehouse warehouse)
    {
        await using var command = warehouse.Reader.CreateCommand(Statement);
        await using var row = await command.ExecuteReaderAsync();
        var lines = new SortedSet<string>();
        while (await row.ReadAsync())
        {
            if (!row.IsDBNull(3) || row.GetInt64(2) != 0)
                lines.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.GetString(0)} {row.GetInt32(1)} {row.GetInt64(2)}{(row.IsDBNull(3) ? "" : $"/{row.GetInt64(3)}")}"
                    )
                );
        }

        return lines;
    }
}
