using System.Diagnostics;
using System.Text.Json;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>
/// One attempt to bring a dataset's pending batches into the star, within a transaction: works out the touched cases, closes the rows whose content
/// differs, opens their successors, looks for rows
/// that would vanish, runs the checks and takes statistics. The caller commits, or rolls back.
/// </summary>
sealed class DatasetPublication(
    NpgsqlConnection connection,
    string dataset,
    SourceCatalog catalog,
    Marts marts,
    CheckCatalog checks,
    IReadOnlyList<PublishedMeasure> measures,
    TimeProvider time,
    CancellationToken cancellation
)
{
    /// <summary>The statements that tell which cases are touched, and of which rows: they run before all other marts.</summary>
    internal static readonly string[] Prepared =
    [
        "pending",
        "touched_numbers",
        "staged_rows",
        "kept_values",
        "revisions",
        "identities",
        "touched_cases",
        "attendance_rows",
        "industry_readings",
        "rejected_rows",
    ];

    /// <summary>The pending batches as a list in a statement.</summary>
    string _pending = "null";

    /// <summary>The datasets in which something waits for its publication, or whose facts were worked out by other rules.</summary>
    public const string Waiting = """
        select coalesce(array_agg(d.dataset_code order by d.dataset_key), '{}')
        from mart.dim_dataset d
        left join audit.publication_datasets s on s.dataset_code = d.dataset_code and s.publication = (select max(publication) from audit.publications)
        where exists (select from audit.batches b where b.dataset_code = d.dataset_code and (b.state = 'loaded' or (b.state = 'withdrawn' and b.published_in is not null and b.withdrawn_in is null)))
           or exists (select from staging.renamed_numbers r where r.dataset_key = d.dataset_key)
           or (coalesce(s.rules, '') <> @rules and exists (select from audit.batches b where b.dataset_code = d.dataset_code and b.state = 'published'))
        """;

    /// <summary>Works it all out, and announces the publication to whoever listens once it is committed.</summary>
    /// <exception cref="CheckFailedException">A check found rows that must not be.</exception>
    public Task<PublicationReport> RunAsync() => PlacedAsync(PublishAsync);

    /// <summary>Runs the checks on all of the dataset, whatever the publication touched.</summary>
    /// <exception cref="CheckFailedException">A check found rows that must not be.</exception>
    public Task CheckAsync() => PlacedAsync(() => new Checks(connection, checks).ThrowIfUnhealthyAsync(dataset, cancellation));

    async Task<T> PlacedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (CheckFailedException failure)
        {
            throw new CheckFailedException(await FindingPlaces.OfAsync(connection, marts, failure.Findings, cancellation));
        }
    }

    async Task<PublicationReport> PublishAsync()
    {
        var clock = Stopwatch.StartNew();
        await RunAsync("set local jit = off; set local work_mem = '128MB'; set local client_min_messages = warning; set local default_statistics_target = 20");
        var newest = await ScalarAsync<int>("select coalesce(max(publication), 0) from audit.publications");
        var restates = await ScalarAsync<bool>(
            $"select exists (select from audit.publication_datasets where publication = {newest} and dataset_code = {SqlLiteral.Of(dataset)} and coalesce(rules, '') <> '{marts.Rules}')"
        );
        var publication = newest + 1;
        await RunAsync($"create temp table publication_scope on commit drop as select {SqlLiteral.Of(dataset)}::text as dataset_code, {restates} as restates");
        await NameMeasuresAsync();
        await TellRowsApartAsync();
        var absent = await ScalarAsync<string[]>(marts.Absent);
        foreach (var step in marts.Steps.Except(absent))
            await RunStepAsync(step);
        int closed = 0,
            opened = 0;
        var gained = new Dictionary<string, int>();
        foreach (var table in marts.Tables.Where(table => !absent.Contains(table.Name)))
        {
            var columns = await ScalarAsync<string[]>(table.ColumnsQuery);
            await Checks.ThrowIfAnyAsync(connection, "references", table.Unreferred(columns), cancellation);
            var (gone, come) = (await RunAsync(table.Close(publication, columns)), await RunAsync(table.Open(publication, columns)));
            (closed, opened, gained[table.Name]) = (closed + gone, opened + come, come - gone);
            // The planner must know the new rows: what comes next looks at them, and readers ask for what has changed as soon as they are told.
            if (gone + come > 0)
                await RunAsync($"select mart.refresh_statistics('{table.Name}', {SqlLiteral.Of(dataset)}, {gone + come})");
        }

        await RunAsync(string.Concat(marts.Tables.Select(table => table.Scope + ";")));
        await RunAsync(PublicationFindings.Count);
        foreach (var settle in marts.Settle(absent))
            await RunAsync(settle);
        var findings =
            await RunAsync(PublicationFindings.Close(publication))
            + await RunAsync(PublicationFindings.Open(publication))
            + await RunAsync(PublicationFindings.OfBatches(publication, _pending))
            + await RunAsync(marts.Read("rejects_carried").Replace("{publication}", $"{publication}", StringComparison.Ordinal));
        await RunAsync("select mart.refresh_keys()");
        await ThrowIfLostAsync(absent);
        var firstSeen = await ScalarAsync<bool>(PublicationFindings.HasNewDataset);
        if (newest > 0 && opened + closed + findings == 0 && !firstSeen)
        {
            await RunAsync(
                MarkBatches(newest)
                    + $"update audit.publication_datasets set rules = '{marts.Rules}' where publication = {newest} and dataset_code = {SqlLiteral.Of(dataset)}"
            );
            return new(newest, false, 0, 0, clock.Elapsed.TotalSeconds);
        }

        await RunAsync(MarkBatches(publication));
        await RecordAsync(publication, clock, opened, closed, gained);
        var faults = await new Checks(connection, checks).ThrowIfUnhealthyAsync(dataset, cancellation);
        await RunAsync($"notify {Publisher.Channel}, '{publication}'");
        return new(publication, true, opened, closed, clock.Elapsed.TotalSeconds) { CheckFaults = faults };
    }

    /// <summary>Every row is accounted for: one that would be nowhere stops its batch.</summary>
    async Task ThrowIfLostAsync(string[] absent)
    {
        var lost = new List<CheckFinding>();
        foreach (var statement in marts.Lost(absent))
        {
            await using var command = new NpgsqlCommand($"{WithPending(statement)}\nlimit 100", connection) { CommandTimeout = 0 };
            await using var row = await command.ExecuteReaderAsync(cancellation);
            while (await row.ReadAsync(cancellation))
            {
                lost.Add(
                    new("conservation", row.GetString(0), row.GetInt64(1), row.GetInt64(2))
                    {
                        Batch = row.GetInt32(3),
                        Sheet = row.IsDBNull(4) ? null : row.GetString(4),
                        Line = row.GetInt32(5),
                    }
                );
            }
        }

        if (lost.Count > 0)
            throw new CheckFailedException(lost);
    }

    /// <summary>The first publication, in which there is nothing yet.</summary>
    public async Task<PublicationReport> OpenAsync()
    {
        var clock = Stopwatch.StartNew();
        await RunAsync("create temp table touched_datasets (dataset_key smallint, dataset_code text) on commit drop");
        await RecordAsync(1, clock, 0, 0, new());
        await RunAsync($"notify {Publisher.Channel}, '1'");
        return new(1, true, 0, 0, clock.Elapsed.TotalSeconds);
    }

    string MarkBatches(int publication) =>
        $"""
            insert into audit.batch_events (batch_id, at, event, publication)
            select batch_id, '{time.GetUtcNow():O}', case state when 'loaded' then 'published' else 'taken-out' end, {publication} from audit.batches
            where dataset_code = {SqlLiteral.Of(
                dataset
            )} and (state = 'loaded' or (state = 'withdrawn' and published_in is not null and withdrawn_in is null)) order by batch_id;
            update audit.batches set state = 'published', published_in = coalesce(published_in, {publication}) where state = 'loaded' and dataset_code = {SqlLiteral.Of(
                dataset
            )};
            update audit.batches set withdrawn_in = {publication} where state = 'withdrawn' and published_in is not null and withdrawn_in is null and dataset_code = {SqlLiteral.Of(
                dataset
            )};
            """;

    /// <summary>What the pending batches' rows bring, and which rejected rows a later batch has mended.</summary>
    async Task TellRowsApartAsync()
    {
        await RunStepAsync("pending");
        _pending = await ScalarAsync<string>("select coalesce(string_agg(batch_id::text, ', '), 'null') from pending_batches");
        foreach (var source in await SourcesAsync(BatchRows.Untold))
            await RunAsync(BatchRows.Tell(source, await ScalarAsync<int[]>(BatchRows.UntoldOf(source))));
        foreach (
            var source in (await SourcesAsync("select coalesce(array_agg(distinct source), '{}') from pending_batches")).Where(source => source.Feeds.Count > 1)
        )
        foreach (var fact in source.Feeds)
            await RunAsync(await StagedRows.RefreshAsync(connection, source, fact, cancellation));
        await RunStepAsync("touched_numbers");
        await StageAsync(pass: 1);
        await RunStepAsync("identities");
        if (await ScalarAsync<bool>("select exists (select from touched_numbers where pass = 2)"))
            await StageAsync(pass: 2);
        foreach (var step in new[] { "touched_cases", "attendance_rows", "industry_readings", "rejected_rows" })
            await RunStepAsync(step);
        foreach (var source in await SourcesAsync(RejectedRows.Sources))
            await RunAsync(RejectedRows.Judge(source));

        async Task StageAsync(int pass)
        {
            foreach (var step in new[] { "staged_rows", "kept_values", "revisions" })
                await RunStepAsync(step, pass);
        }

        // Rows of a source whose declaration is gone stay as they were told.
        async Task<IEnumerable<Source>> SourcesAsync(string query) => (await ScalarAsync<string[]>(query)).Select(catalog.Find).OfType<Source>();
    }

    async Task NameMeasuresAsync()
    {
        await RunAsync("create temp table measure_names (name_folded text primary key, measure text not null, is_money boolean not null) on commit drop");
        await using var command = new NpgsqlCommand(
            """
            insert into measure_names
            select distinct on (staging.fold_text(name)) staging.fold_text(name), measure, is_money
            from unnest(@names, @measures, @money) m (name, measure, is_money) order by staging.fold_text(name), measure
            """,
            connection
        );
        var names = measures.SelectMany(m => new[] { m.Name, m.LabelJa, m.LabelEn }.Distinct().Select(name => (name, m))).ToList();
        command.Parameters.AddWithValue("names", names.Select(n => n.name).ToArray());
        command.Parameters.AddWithValue("measures", names.Select(n => n.m.Name).ToArray());
        command.Parameters.AddWithValue("money", names.Select(n => n.m.IsMoney).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task RecordAsync(int publication, Stopwatch clock, int opened, int closed, Dictionary<string, int> gained)
    {
        await using var insert = new NpgsqlCommand(
            """
            insert into audit.publications (publication, published_at, seconds, rows_opened, rows_closed) values (@publication, @now, @seconds, @opened, @closed);
            create temp table new_publication on commit drop as select @publication as publication, @definitions::jsonb as definitions, @gained::jsonb as gained, @rules as rules
            """,
            connection
        );
        insert.Parameters.AddWithValue("publication", publication);
        insert.Parameters.AddWithValue("now", time.GetUtcNow());
        insert.Parameters.AddWithValue("seconds", clock.Elapsed.TotalSeconds);
        insert.Parameters.AddWithValue("opened", opened);
        insert.Parameters.AddWithValue("closed", closed);
        insert.Parameters.AddWithValue("rules", marts.Rules);
        insert.Parameters.AddWithValue("gained", JsonSerializer.Serialize(gained));
        insert.Parameters.AddWithValue("definitions", JsonSerializer.Serialize(measures.ToDictionary(m => m.Name, m => m.Definition)));
        await insert.ExecuteNonQueryAsync(cancellation);
        await RunAsync(marts.Read("publish"));
    }

    /// <summary>Runs a step and counts what it made: what comes after must not take a large table for a small one.</summary>
    async Task RunStepAsync(string step, int? pass = null)
    {
        await RunAsync(WithPending(marts.Read(step)).Replace("{pass}", $"{pass}", StringComparison.Ordinal));
        await RunAsync(
            """
            do $$
            declare made regclass;
            begin
                for made in select oid from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r' and reltuples < 0 loop execute 'analyze ' || made; end loop;
            end $$
            """
        );
    }

    string WithPending(string statement) => statement.Replace("{pending}", _pending, StringComparison.Ordinal);

    async Task<int> RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return Math.Max(0, await command.ExecuteNonQueryAsync(cancellation));
    }

    async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
