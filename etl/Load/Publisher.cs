using System.Data;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Analytics.Etl.Sources;
using Analytics.Sql;
using Analytics.Sql.Model;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>A measure as targets may name it, with the hash of its declaration.</summary>
public sealed record PublishedMeasure(string Name, string LabelJa, string LabelEn, bool IsMoney, string Definition)
{
    public static PublishedMeasure Of(MeasureDeclaration measure) => new(measure.Name, measure.Label.Ja, measure.Label.En, measure.Unit == MeasureUnit.Currency, measure.Definition);
}

/// <summary>What publishing did. <see cref="Publication"/> is the newest publication's number, whether new or not.</summary>
public sealed record PublicationReport(int Publication, bool IsNew, int RowsOpened, int RowsClosed, double Seconds)
{
    /// <summary>The installation's own checks that did not run, and so did not look at it.</summary>
    public IReadOnlyList<DeclarationFault> CheckFaults { get; init; } = [];
}

/// <summary>
/// Brings the pending batches into the star: one transaction under one advisory lock that recomputes the touched cases, closes the rows
/// whose content differs, inserts their successors, runs the checks, takes statistics and notifies. Readers see all of it or nothing. Where nothing
/// differs there is no new publication. Thread-safe: publications queue at the lock.
/// </summary>
public sealed class Publisher(NpgsqlDataSource loader, SourceCatalog catalog, StagingViews staging, CheckCatalog checks, IReadOnlyList<PublishedMeasure> measures, TimeProvider time)
{
    /// <summary>The channel on which a publication's number is announced.</summary>
    public const string Channel = "analytics_publication";

    static readonly string[] Steps = ["current_rows", "dim_agreement", "dim_referrer", "dim_unit", "dim_meeting", "dim_company", "findings", "referral_base",
        "brg_referral_cluster", "fct_engagements", "fct_outcomes", "fct_referrals", "fct_survey_responses", "fct_meeting_attendance", "fct_targets", "fct_establishments"];

    static readonly VersionedTable[] Versioned = [
        new("fct_referrals", "referral_id", HasOrigins: true), new("fct_engagements", "engagement_id", HasOrigins: true), new("fct_outcomes", "outcome_id", HasOrigins: true),
        new("fct_survey_responses", "survey_response_id", HasOrigins: true), new("fct_meeting_attendance", "attendance_id", HasOrigins: true),
        new("fct_targets", "target_id", HasCase: false), new("fct_establishments", "counted_date_key, region_key, industry_key", HasCase: false), new("brg_referral_cluster", "referral_id, cluster_key", HasContent: false)];

    /// <summary>Hash of the statements that work out the facts. Where it differs from the newest publication's, every case is worked out anew: rows that come out otherwise are a restatement.</summary>
    static readonly string Rules = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(EmbeddedText.List("marts", ".sql").Order(StringComparer.Ordinal).Select(path => EmbeddedText.Read(path))))))[..16];

    /// <summary>Publishes what is pending. With <paramref name="always"/> an empty first publication is made too.</summary>
    /// <exception cref="CheckFailedException">A check found rows that must not be: nothing was changed.</exception>
    public async Task<PublicationReport> PublishAsync(bool always = false, CancellationToken cancellation = default)
    {
        var clock = Stopwatch.StartNew();
        await staging.ApplyAsync(cancellation);
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        // The lock first, then the snapshot: all steps see the same batches, whatever is loaded meanwhile, and none is marked that was not read.
        await using var turn = await AdvisoryLocks.TakeAsync(connection, AdvisoryLocks.Publication, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        // Held by the transaction too: of that an installation's own check cannot let go.
        await RunAsync(connection, $"select pg_advisory_xact_lock({AdvisoryLocks.Publication})", cancellation);
        await RunAsync(connection, "set local jit = off; set local work_mem = '128MB'; set local client_min_messages = warning", cancellation);

        var newest = await ScalarAsync<int>(connection, "select coalesce(max(publication), 0) from audit.publications", cancellation);
        var pending = await ScalarAsync<long>(connection, "select count(*) from audit.batches where state = 'loaded' or (state = 'withdrawn' and published_in is not null and withdrawn_in is null)", cancellation);
        var restates = newest > 0 && await ScalarAsync<string>(connection, $"select coalesce(rules, '') from audit.publications where publication = {newest}", cancellation) != Rules;
        if (pending == 0 && !restates && (newest > 0 || !always))
            return new(newest, false, 0, 0, clock.Elapsed.TotalSeconds);

        var publication = newest + 1;
        await RunAsync(connection, $"create temp table publication_rules_changed on commit drop as select {restates} as restates", cancellation);
        await NameMeasuresAsync(connection, cancellation);
        await TellRowsApartAsync(connection, cancellation);
        foreach (var step in Steps)
            await RunStepAsync(connection, step, cancellation);
        int closed = 0, opened = 0;
        var changed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var table in Versioned)
        {
            var columns = await ScalarAsync<string[]>(connection, table.ColumnsQuery, cancellation);
            await Checks.ThrowIfAnyAsync(connection, "references", table.Unreferred(columns), cancellation);
            var (gone, come) = (await RunAsync(connection, table.Close(publication), cancellation), await RunAsync(connection, table.Open(publication, columns), cancellation));
            (closed, opened) = (closed + gone, opened + come);
            changed[table.Name] = gone + come;
            await RunAsync(connection, table.Scope, cancellation);
        }

        foreach (var settle in PublicationFindings.Settle())
            await RunAsync(connection, settle, cancellation);
        var findings = await RunAsync(connection, PublicationFindings.Close(publication), cancellation)
            + await RunAsync(connection, PublicationFindings.Open(publication), cancellation)
            + await RunAsync(connection, PublicationFindings.OfBatches(publication), cancellation)
            + await RunAsync(connection, EmbeddedText.Read("marts/rejects_carried.sql").Replace("{publication}", $"{publication}", StringComparison.Ordinal), cancellation);
        var firstSeen = await ScalarAsync<bool>(connection, PublicationFindings.HasNewDataset, cancellation);
        if (newest > 0 && opened + closed + findings == 0 && !firstSeen)
        {
            await RunAsync(connection, MarkBatches(newest) + $"update audit.publications set rules = '{Rules}' where publication = {newest}", cancellation);
            await transaction.CommitAsync(cancellation);
            return new(newest, false, 0, 0, clock.Elapsed.TotalSeconds);
        }

        await RunAsync(connection, MarkBatches(publication), cancellation);
        await RecordAsync(connection, publication, clock, opened, closed, cancellation);
        var faults = await new Checks(connection, checks).ThrowIfUnhealthyAsync(cancellation);
        // The planner must know the new rows before anybody hears of them: readers ask for what has changed as soon as they are told.
        foreach (var (table, rows) in changed.Where(table => table.Value > 0))
            await RunAsync(connection, $"select mart.refresh_statistics('{table}', dataset_code, {rows}) from touched_datasets", cancellation);
        await RunAsync(connection, $"notify {Channel}, '{publication}'", cancellation);
        await transaction.CommitAsync(cancellation);
        return new(publication, true, opened, closed, clock.Elapsed.TotalSeconds) { CheckFaults = faults };
    }

    static string MarkBatches(int publication) => $"""
        update audit.batches set state = 'published', published_in = {publication} where state = 'loaded';
        update audit.batches set withdrawn_in = {publication} where state = 'withdrawn' and published_in is not null and withdrawn_in is null;
        """;

    /// <summary>What the pending batches' rows bring, and which rejected rows a later batch has mended.</summary>
    async Task TellRowsApartAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var source in await SourcesAsync(BatchRows.Untold))
            await RunAsync(connection, BatchRows.Tell(source), cancellation);
        await RunStepAsync(connection, "pending", cancellation);
        foreach (var source in (await SourcesAsync("select coalesce(array_agg(distinct source), '{}') from pending_batches")).Where(source => source.Feeds.Count > 1))
            foreach (var fact in source.Feeds)
                await RunAsync(connection, await StagedRows.RefreshAsync(connection, source, fact, cancellation), cancellation);
        await RunStepAsync(connection, "touched_numbers", cancellation);
        await StageAsync(pass: 1);
        await RunStepAsync(connection, "identities", cancellation);
        if (await ScalarAsync<bool>(connection, "select exists (select from touched_numbers where pass = 2)", cancellation))
            await StageAsync(pass: 2);
        foreach (var step in new[] { "touched_cases", "attendance_rows", "industry_readings", "rejected_rows" })
            await RunStepAsync(connection, step, cancellation);
        foreach (var source in await SourcesAsync(RejectedRows.Sources))
            await RunAsync(connection, RejectedRows.Judge(source), cancellation);

        async Task StageAsync(int pass)
        {
            foreach (var step in new[] { "staged_rows", "kept_values", "revisions" })
                await RunStepAsync(connection, step, cancellation, pass);
        }

        // Rows of a source whose declaration is gone stay as they were told.
        async Task<IEnumerable<Source>> SourcesAsync(string query) =>
            (await ScalarAsync<string[]>(connection, query, cancellation)).Select(catalog.Find).OfType<Source>();
    }

    async Task NameMeasuresAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await RunAsync(connection, "create temp table measure_names (name_folded text primary key, measure text not null, is_money boolean not null) on commit drop", cancellation);
        await using var command = new NpgsqlCommand("""
            insert into measure_names
            select distinct on (staging.fold_text(name)) staging.fold_text(name), measure, is_money
            from unnest(@names, @measures, @money) m (name, measure, is_money) order by staging.fold_text(name), measure
            """, connection);
        var names = measures.SelectMany(m => new[] { m.Name, m.LabelJa, m.LabelEn }.Distinct().Select(name => (name, m))).ToList();
        command.Parameters.AddWithValue("names", names.Select(n => n.name).ToArray());
        command.Parameters.AddWithValue("measures", names.Select(n => n.m.Name).ToArray());
        command.Parameters.AddWithValue("money", names.Select(n => n.m.IsMoney).ToArray());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task RecordAsync(NpgsqlConnection connection, int publication, Stopwatch clock, int opened, int closed, CancellationToken cancellation)
    {
        await using var insert = new NpgsqlCommand("""
            insert into audit.publications (publication, published_at, seconds, rows_opened, rows_closed, rules) values (@publication, @now, @seconds, @opened, @closed, @rules);
            create temp table new_publication on commit drop as select @publication as publication, @definitions::jsonb as definitions
            """, connection);
        insert.Parameters.AddWithValue("publication", publication);
        insert.Parameters.AddWithValue("now", time.GetUtcNow());
        insert.Parameters.AddWithValue("seconds", clock.Elapsed.TotalSeconds);
        insert.Parameters.AddWithValue("opened", opened);
        insert.Parameters.AddWithValue("closed", closed);
        insert.Parameters.AddWithValue("rules", Rules);
        insert.Parameters.AddWithValue("definitions", JsonSerializer.Serialize(measures.ToDictionary(m => m.Name, m => m.Definition)));
        await insert.ExecuteNonQueryAsync(cancellation);
        await RunAsync(connection, EmbeddedText.Read("marts/publish.sql"), cancellation);
    }

    /// <summary>Runs a step and counts what it made: what comes after must not take a large table for a small one.</summary>
    static async Task RunStepAsync(NpgsqlConnection connection, string step, CancellationToken cancellation, int? pass = null)
    {
        await RunAsync(connection, EmbeddedText.Read($"marts/{step}.sql").Replace("{pass}", $"{pass}", StringComparison.Ordinal), cancellation);
        await RunAsync(connection, """
            do $$
            declare made regclass;
            begin
                for made in select oid from pg_class where relnamespace = pg_my_temp_schema() and relkind = 'r' and reltuples < 0 loop execute 'analyze ' || made; end loop;
            end $$
            """, cancellation);
    }

    static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return Math.Max(0, await command.ExecuteNonQueryAsync(cancellation));
    }

    static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return (T)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
