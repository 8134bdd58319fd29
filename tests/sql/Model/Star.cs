using System.Globalization;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Sql.Model;

/// <summary>Puts facts straight into a star, publication by publication, so that the model's figures can be worked out by hand beside it.</summary>
internal sealed class Star(Warehouse warehouse) : IFilled
{
    private int _publication;
    private int _ids;

    public static async Task<Star> CreateAsync(PostgresFixture postgres) => await InAsync(await postgres.CreateDatabaseAsync());

    /// <summary>In a warehouse that has no batch yet.</summary>
    public static async Task<Star> InAsync(Warehouse warehouse)
    {
        var star = new Star(warehouse);
        await star.ExecuteAsync(
            """
            insert into audit.batches (batch_id, dataset_code, source, owner_code, file_name, sha256, byte_count, file_format, received_via, received_at, state)
            values (1, 'samples', 'test', 'unstated', 'test.csv', repeat('0', 64), 1, 'csv', 'load', '2013-04-01', 'loaded')
            """
        );
        return star;
    }

    public Warehouse Warehouse => warehouse;

    public IModel Model { get; } = SemanticModel.Direct(warehouse.Reader, ModelCatalog.Load());

    /// <summary>Number that rows inserted from now on are published in.</summary>
    public int Next => _publication + 1;

    /// <param name="filters">Parameters as the query string has them, separated by blanks: <c>fiscal_year=2008 cluster.not=photon-valley top=3</c>.</param>
    public Task<Result> AskAsync(string measures, string by = "", string filters = "", string dataset = "samples", int? publication = null, Scope? scope = null)
    {
        var parsed = new QueryParser(Model.Catalog).Parse(
            Words(measures)
                .Select(m => ("measure", m))
                .Concat(Words(by).Select(b => ("by", b)))
                .Concat(Words(filters).Select(f => f.Split('=', 2)).Select(f => (f[0], f[1])))
                .GroupBy(p => p.Item1)
                .Select(g => KeyValuePair.Create(g.Key, (IReadOnlyList<string>)[.. g.Select(p => p.Item2)])),
            scope ?? Scope.All,
            datasets: null,
            dataset
        );
        return parsed.Query is { } query
            ? Model.AnswerAsync(query with { Publication = publication }, TestContext.Current.CancellationToken)
            : throw new QueryException(parsed.Faults[0]);

        static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// The answer as text: one line a row, <c>code|code: value value</c>; a state that is not plain stands behind its value; the last line is the
    /// totals.
    /// </summary>
    public async Task<string> RowsAsync(string measures, string by = "", string filters = "", string dataset = "samples", int? publication = null)
    {
        var result = await AskAsync(measures, by, filters, dataset, publication);
        return string.Join(
            '\n',
            result.Rows.Select(row => $"{string.Join('|', row.Members.Select(m => m.Code))}: {Cells(row.Cells)}").Append($"total: {Cells(result.Totals)}")
        );

        static string Cells(IEnumerable<Cell> cells) =>
            string.Join(
                ' ',
                cells.Select(c =>
                    c.State == CellState.Value ? c.Value!.Value.ToString("0.####", CultureInfo.InvariantCulture)
                    : c.IsNotReached ? "NotReached"
                    : c.Value is { } value ? $"{value.ToString("0.####", CultureInfo.InvariantCulture)}({c.State})"
                    : $"{c.State}"
                )
            );
    }

    public async Task<long> ReferralAsync(
        int date,
        string region = "22131",
        string clusters = "",
        int company = 0,
        bool matched = true,
        string industry = "-1",
        string bank = "0149",
        string branch = "101",
        string channel = "branch-network",
        string size = "1-20",
        string precision = "day",
        string dataset = "samples",
        string institute = "aist",
        string field = "optics",
        int engaged = -3,
        int research = -3,
        int prototype = -3,
        int product = -3,
        int sales = -3,
        int closed = -3,
        int developed = -3,
        long? contract3y = null,
        long? verified3y = null,
        long? reported3y = null
    )
    {
        var id = Interlocked.Increment(ref _ids);
        await DimensionsAsync(dataset, bank, branch, institute, field);
        await ExecuteAsync(
            $"""
            insert into mart.fct_referrals (dataset_key, referral_id, case_id, owner_code, referral_number, company_id, company_key, is_company_matched, referrer_key, channel_key, region_key,
                industry_key, technology_field_key, agreement_key, unit_key, company_size, state, date_precision, referred_date_key, first_engagement_date_key, first_research_date_key,
                prototype_date_key, product_date_key, first_sales_date_key, closed_date_key, days_to_engagement, days_to_research, days_to_prototype, days_to_product, days_to_sales, days_to_closed, development_date_key, years_to_development, contract_amount_3y, added_sales_verified_3y, added_sales_self_reported_3y,
                furthest_stage, content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {id}, {id}, '{bank}', '{id}', {(company == 0 ? id + 1000 : company)}, -1, {matched}, {Referrer(
                dataset,
                bank,
                branch
            )}, {Code("channel", channel)}, {Region(region)},
                {Industry(industry)}, {Code("technology_field", field)}, -2, {Unit(
                dataset,
                institute
            )}, '{size}', 'received', '{precision}', {date}, {engaged}, {research}, {prototype}, {product}, {sales}, {closed},
                {string.Join(", ", new[] { engaged, research, prototype, product, sales, closed }.Select(milestone => Days(date, milestone)))},
                {developed}, {(developed < 0 ? "null" : $"extract(year from age(to_date('{developed}', 'yyyymmdd'), to_date('{date}', 'yyyymmdd')))")}, {Value(
                contract3y
            )}, {Value(verified3y)}, {Value(reported3y)}, 'referral', gen_random_uuid(), {Next}, 1, 1)
            """
        );
        foreach (var cluster in clusters.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await ExecuteAsync(
                $"insert into mart.brg_referral_cluster (dataset_key, referral_id, cluster_key, case_id, published_from) values ({Dataset(dataset)}, {id}, {Code("cluster", cluster)}, {id}, {Next})"
            );
        }

        return id;
    }

    public async Task EngagementAsync(
        int date,
        string type,
        long referral = -2,
        string state = "completed",
        long? contract = null,
        long? share = null,
        string region = "22131",
        string stage = "-2",
        string dataset = "samples",
        string precision = "day",
        int company = 1,
        string institute = "aist",
        int ended = -3
    )
    {
        var id = Interlocked.Increment(ref _ids);
        await DimensionsAsync(dataset, "0149", "101", institute, "optics");
        await ExecuteAsync(
            $"""
            insert into mart.fct_engagements (dataset_key, engagement_id, case_id, owner_code, engagement_number, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key,
                technology_field_key, agreement_key, unit_key, company_size, engagement_type_key, research_stage_key, state, date_precision, started_date_key, ended_date_key, contract_amount, company_share_amount,
                content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {id}, {id}, 'aist', '{id}', {referral}, {company}, -1, {Referrer(dataset, "0149", "101")}, -1, {Region(
                region
            )}, -1, -1, -2, {Unit(dataset, institute)}, '1-20', {Code("engagement_type", type)},
                {(stage == "-2" ? "-2" : Code("research_stage", stage))}, '{state}', '{precision}', {date}, {ended}, {Value(contract)}, {Value(
                share
            )}, gen_random_uuid(), {Next}, 1, 1)
            """
        );
    }

    public async Task OutcomeAsync(
        int date,
        string type,
        long quantity = 1,
        long? amount = null,
        string verification = "self-reported",
        long referral = -2,
        bool firstModelCase = false,
        int company = 1,
        string region = "22131",
        string dataset = "samples",
        string precision = "day",
        string industry = "-1"
    )
    {
        var id = Interlocked.Increment(ref _ids);
        await DimensionsAsync(dataset, "0149", "101", "aist", "optics");
        await ExecuteAsync(
            $"""
            insert into mart.fct_outcomes (dataset_key, outcome_id, case_id, owner_code, outcome_number, referral_id, engagement_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key,
                technology_field_key, agreement_key, unit_key, company_size, outcome_type_key, date_precision, occurred_date_key, quantity, amount, verification, is_attributable, is_model_case, is_first_model_case,
                content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {id}, {id}, '0149', '{id}', {referral}, -2, {company}, -1, {Referrer(dataset, "0149", "101")}, -1, {Region(
                region
            )}, {Industry(industry)}, -1, -2, {Unit(dataset, "aist")}, '1-20', {Code("outcome_type", type)},
                '{precision}', {date}, {quantity}, {Value(amount)}, '{verification}', true, {firstModelCase}, {firstModelCase}, gen_random_uuid(), {Next}, 1, 1)
            """
        );
    }

    /// <summary>A company at a meeting; meetings of one number are one.</summary>
    public async Task AttendanceAsync(
        int date,
        string meeting,
        int company = 1,
        bool matched = true,
        string region = "22131",
        string dataset = "samples",
        string institute = "aist",
        int? participants = null,
        int? consultations = null
    )
    {
        var id = Interlocked.Increment(ref _ids);
        await DimensionsAsync(dataset, "0149", "101", institute, "optics");
        await ExecuteAsync(
            $"""
            insert into mart.dim_meeting (dataset_key, owner_code, meeting_number, meeting_name) values ({Dataset(
                dataset
            )}, '{institute}', '{meeting}', '交流会{meeting}') on conflict do nothing;
            insert into mart.fct_meeting_attendance (dataset_key, attendance_id, case_id, owner_code, meeting_number, meeting_key, company_id, is_company_matched, region_key, unit_key, held_date_key, participants,
                consultations, content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {id}, {id}, '{institute}', '{meeting}', (select meeting_key from mart.dim_meeting where dataset_key = {Dataset(
                dataset
            )} and owner_code = '{institute}' and meeting_number = '{meeting}'),
                {company}, {matched}, {Region(region)}, {Unit(dataset, institute)}, {date}, {Value(participants)}, {Value(
                consultations
            )}, gen_random_uuid(), {Next}, 1, 1)
            """
        );
    }

    /// <summary>A survey form of the fiscal year that begins in April of <paramref name="year"/>, with the referral's slicers.</summary>
    public async Task SurveyAsync(int year, string answer, long referral, bool sent = true, string dataset = "samples")
    {
        var id = Interlocked.Increment(ref _ids);
        await ExecuteAsync(
            $"""
            insert into mart.fct_survey_responses (dataset_key, survey_response_id, case_id, owner_code, referral_number, survey_year, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key,
                technology_field_key, agreement_key, unit_key, company_size, survey_date_key, sent_date_key, returned_date_key, answer, is_sent, content_hash, published_from, batch_id, line)
            select dataset_key, {id}, case_id, owner_code, referral_number, {year}, referral_id, company_id, company_key, referrer_key, channel_key, region_key, industry_key,
                technology_field_key, agreement_key, unit_key, company_size, {year}0401, -1, -3, '{answer}', {sent}, gen_random_uuid(), {Next}, 1, 1
            from mart.fct_referrals where referral_id = {referral} and dataset_key = {Dataset(dataset)} and published_to = 2147483647
            """
        );
    }

    public async Task TargetAsync(int year, string measure, long value, string? region = null, string? cluster = null, string dataset = "samples")
    {
        var id = Interlocked.Increment(ref _ids);
        await ExecuteAsync(
            $"""
            insert into mart.fct_targets (dataset_key, target_id, fiscal_year, measure, region_key, cluster_key, target_value, content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {id}, {year}, '{measure}', {(region is null ? "-2" : Region(region))}, {(
                cluster is null ? "-2" : Code("cluster", cluster)
            )}, {value}, gen_random_uuid(), {Next}, 1, 1)
            """
        );
    }

    /// <summary>Establishments of a region and industry (a division or a major group) in a fiscal year that begins in April.</summary>
    public Task EstablishmentsAsync(int year, string region, string industry, int establishments, string dataset = "samples") =>
        ExecuteAsync(
            $"""
            insert into mart.fct_establishments (dataset_key, counted_date_key, region_key, industry_key, date_precision, establishments, content_hash, published_from, batch_id, line)
            values ({Dataset(dataset)}, {year}0401, {Region(region)}, {Industry(industry)}, 'year', {establishments}, gen_random_uuid(), {Next}, 1, 1)
            """
        );

    /// <summary>Closes the open version of a referral: it was retracted, or its successor comes next.</summary>
    public Task CloseReferralAsync(long id) =>
        ExecuteAsync($"update mart.fct_referrals set published_to = {Next} where referral_id = {id} and published_to = 2147483647");

    /// <summary>A further dataset; fiscal years are calendar years and the currency is the dollar.</summary>
    public Task DollarDatasetAsync(string code) =>
        ExecuteAsync($"select mart.ensure_dataset('{code}', '米国', 'American', 'USD', 1::smallint, false, '試験', 'A test')");

    /// <summary>Publishes what was inserted: one publication, with the state of every dataset.</summary>
    public async Task PublishAsync(string dataThrough = "2013-03-31")
    {
        await ExecuteAsync(
            $$"""
            insert into audit.publications values ({{Next}}, '2013-04-01T00:00:00Z'::timestamptz + interval '1 day' * {{_publication}}, 0.1, 0, 0);
            insert into audit.publication_datasets (publication, dataset_code, data_through, first_date, rows_used, rows_rejected, rows_waiting, row_counts, definitions)
            select {{Next}}, dataset_code, case when c.rows > 0 then '{{dataThrough}}'::date end, c.first_date, c.rows, 3, 2, c.counts, '{}'
            from mart.dim_dataset d
            cross join lateral (
                select sum(rows) filter (where fact <> 'fct_establishments') as rows, min(to_date(first::text, 'yyyymmdd')) as first_date, jsonb_object_agg(fact, rows) as counts
                from (select 'fct_referrals' as fact, count(*) as rows, min(referred_date_key) as first from mart.fct_referrals f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_engagements', count(*), min(started_date_key) from mart.fct_engagements f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_outcomes', count(*), min(occurred_date_key) from mart.fct_outcomes f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_meeting_attendance', count(*), min(held_date_key) from mart.fct_meeting_attendance f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_survey_responses', count(*), null from mart.fct_survey_responses f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_establishments', count(*), null from mart.fct_establishments f where f.dataset_key = d.dataset_key and published_to = 2147483647
                      union all select 'fct_targets', count(*), null from mart.fct_targets f where f.dataset_key = d.dataset_key and published_to = 2147483647) facts) c
            """
        );
        _publication++;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = warehouse.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = warehouse.Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => warehouse.DisposeAsync();

    private Task DimensionsAsync(string dataset, string bank, string branch, string institute, string field) =>
        ExecuteAsync(
            $"""
            insert into mart.dim_referrer (dataset_key, bank_code, bank_name, branch_code, branch_name) values ({Dataset(
                dataset
            )}, '{bank}', '銀行{bank}', '{bank}-{branch}', '支店{branch}') on conflict do nothing;
            insert into mart.dim_unit (dataset_key, institute_code, institute_name, unit_code, unit_name) values ({Dataset(
                dataset
            )}, '{institute}', '研究所{institute}', 'u', '部門') on conflict do nothing;
            insert into mart.dim_technology_field (technology_field_code, label) values ('{field}', '{field}') on conflict do nothing;
            """
        );

    private static string Dataset(string code) => $"(select dataset_key from mart.dim_dataset where dataset_code = '{code}')";

    private static string Code(string dimension, string code) => $"(select {dimension}_key from mart.dim_{dimension} where {dimension}_code = '{code}')";

    private static string Region(string code) => code == "-1" ? "-1" : $"(select region_key from mart.dim_region where region_code = '{code}' and is_current)";

    private static string Industry(string code) =>
        code == "-1" ? "-1" : $"(select industry_key from mart.dim_industry where industry_code = '{code}' and revision = 13 and is_current)";

    private static string Referrer(string dataset, string bank, string branch) =>
        $"(select referrer_key from mart.dim_referrer where dataset_key = {Dataset(dataset)} and branch_code = '{bank}-{branch}')";

    private static string Unit(string dataset, string institute) =>
        $"(select unit_key from mart.dim_unit where dataset_key = {Dataset(dataset)} and institute_code = '{institute}')";

    private static string Days(int from, int to) => to < 0 ? "null" : $"to_date('{to}', 'yyyymmdd') - to_date('{from}', 'yyyymmdd')";

    private static string Value(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "null";
}
