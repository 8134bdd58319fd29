using System.Data;
using Analytics.Etl.Lists;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Publish;

/// <summary>A measure as targets may name it, with the hash of its declaration.</summary>
public sealed record PublishedMeasure(string Name, string LabelJa, string LabelEn, bool IsMoney, string Definition)
{
    public static PublishedMeasure Of(MeasureDeclaration measure) =>
        new(measure.Name, measure.Label.Ja, measure.Label.En, measure.Unit == MeasureUnit.Currency, measure.Definition);
}

/// <summary>What publishing did. <see cref="Publication"/> is the newest publication's number, whether new or not.</summary>
public sealed record PublicationReport(int Publication, bool IsNew, int RowsOpened, int RowsClosed, double Seconds)
{
    /// <summary>The installation's own checks that did not run, and so did not look at it.</summary>
    public IReadOnlyList<DeclarationFault> CheckFaults { get; init; } = [];

    /// <summary>Batches that were set aside, since they cannot be published.</summary>
    public IReadOnlyList<HeldBatch> Held { get; init; } = [];

    /// <summary>Batches that were read again and keep their former rows, since they cannot be published as they read now.</summary>
    public IReadOnlyList<HeldBatch> Kept { get; init; } = [];

    /// <summary>Datasets that stay as they were, for what none of their pending batches brought.</summary>
    public IReadOnlyList<StuckDataset> Stuck { get; init; } = [];

    /// <summary>True where something that was to be published was not.</summary>
    public bool HasFailed => Held.Count + Kept.Count + Stuck.Count > 0;

    internal PublicationReport And(PublicationReport next) =>
        next with
        {
            IsNew = IsNew || next.IsNew,
            RowsOpened = RowsOpened + next.RowsOpened,
            RowsClosed = RowsClosed + next.RowsClosed,
            Seconds = Seconds + next.Seconds,
            CheckFaults = next.IsNew ? next.CheckFaults : CheckFaults,
            Held = [.. Held, .. next.Held],
            Kept = [.. Kept, .. next.Kept],
            Stuck = [.. Stuck.Concat(next.Stuck).DistinctBy(stuck => stuck.Dataset)],
        };
}

/// <summary>
/// Brings the pending batches into the star, one dataset after the other, each in a transaction of its own under one advisory lock. Readers see all
/// of it or nothing; where nothing differs there is no
/// new publication. A batch that cannot be published is found and held with the reason; the other batches and datasets go on. Thread-safe:
/// publications queue at the lock.
/// </summary>
public sealed class Publisher(
    NpgsqlDataSource loader,
    SourceCatalog catalog,
    StagingViews staging,
    CheckCatalog checks,
    IReadOnlyList<PublishedMeasure> measures,
    TimeProvider time,
    Marts? marts = null,
    IReadOnlyList<IOwnList>? lists = null
)
{
    /// <summary>The channel on which a publication's number is announced.</summary>
    public const string Channel = "analytics_publication";

    readonly Marts _marts = (marts ?? (catalog.Facts == FactCatalog.Product ? Marts.Product : new(catalog.Facts))).With(
        string.Concat(lists?.Select(list => list.Checksum) ?? [])
    );

    /// <summary>Publishes what is pending. With <paramref name="always"/> an empty first publication is made too.</summary>
    public async Task<PublicationReport> PublishAsync(bool always = false, CancellationToken cancellation = default)
    {
        await PrepareAsync(cancellation);
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        var report = new PublicationReport(await NewestAsync(connection, cancellation), false, 0, 0, 0);
        foreach (var dataset in await WaitingAsync(connection, cancellation))
            report = report.And(await PublishAsync(connection, dataset, new Attempt(null), cancellation));
        if (report.Publication == 0 && always)
            report = report.And(await WithinAsync(connection, null, publication => publication.OpenAsync(), cancellation));
        return report;
    }

    /// <summary>
    /// Changes batches of a dataset and publishes them, each change and its publication in one transaction: a batch whose change cannot be published
    /// is as before and among
    /// <see cref="PublicationReport.Kept"/>. What else is pending stays so.
    /// </summary>
    /// <param name="change">Makes the change of these batches; called again for fewer of them where not all can be published.</param>
    internal async Task<PublicationReport> PublishAsync(
        string dataset,
        IReadOnlyList<int> batches,
        Func<NpgsqlConnection, IReadOnlyList<int>, Task> change,
        CancellationToken cancellation
    )
    {
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        return await PublishAsync(connection, dataset, new Attempt(batches) { Change = change }, cancellation);
    }

    /// <summary>
    /// Publishes what is pending of one dataset, lets <paramref name="look"/> see it on the connection, and takes all of it back.
    /// <paramref name="prepare"/> may change what is pending within the same transaction.
    /// </summary>
    /// <exception cref="CheckFailedException">It cannot be published.</exception>
    public async Task<T> PreviewAsync<T>(
        string dataset,
        Func<NpgsqlConnection, CancellationToken, Task> prepare,
        Func<NpgsqlConnection, PublicationReport, CancellationToken, Task<T>> look,
        CancellationToken cancellation = default
    )
    {
        await PrepareAsync(cancellation);
        await using var connection = await loader.OpenConnectionAsync(cancellation);
        await using var turn = await AdvisoryLocks.TakeAsync(connection, AdvisoryLocks.Publication, cancellation);
        await using var transaction = await BeginAsync(connection, cancellation);
        await prepare(connection, cancellation);
        return await look(connection, await Of(connection, dataset, cancellation).RunAsync(), cancellation);
    }

    /// <summary>What rows are made of and looked up in is as it is declared now.</summary>
    async Task PrepareAsync(CancellationToken cancellation)
    {
        await staging.ApplyAsync(cancellation);
        foreach (var list in lists ?? [])
            await list.ApplyAsync(loader, cancellation);
    }

    /// <summary>Batches that are tried together: pending ones (null: all that there are), or such as are changed within the same transaction.</summary>
    sealed record Attempt(IReadOnlyList<int>? Batches)
    {
        public Func<NpgsqlConnection, IReadOnlyList<int>, Task>? Change { get; init; }
    }

    /// <summary>Publishes batches of a dataset, without those that are found to be at fault.</summary>
    async Task<PublicationReport> PublishAsync(NpgsqlConnection connection, string dataset, Attempt attempt, CancellationToken cancellation)
    {
        try
        {
            var published = await WithinAsync(connection, dataset, publication => publication.RunAsync(), cancellation, attempt);
            await HeldBatches.LoosenAsync(connection, dataset, cancellation);
            return published;
        }
        catch (Exception failure) when (DataFault.Is(failure))
        {
            var report = new PublicationReport(await NewestAsync(connection, cancellation), false, 0, 0, 0);
            var batches = attempt.Batches ?? await PendingAsync(connection, dataset, cancellation);
            if (await FailureWithoutAsync(connection, dataset, cancellation) is { } standing)
            {
                report = report with { Stuck = [await HeldBatches.StickAsync(connection, dataset, standing, time, cancellation)] };
                return attempt.Change is null ? report : await SetAsideAsync(report, batches, standing);
            }

            if (batches.Count == 0)
                throw;
            var named = failure is CheckFailedException check ? check.Findings.Select(finding => finding.Batch).OfType<int>().Intersect(batches).ToList() : [];
            if (named.Count == 0 && batches.Count > 1)
            {
                var half = batches.Count / 2;
                return (await PublishAsync(connection, dataset, attempt with { Batches = [.. batches.Take(half)] }, cancellation)).And(
                    await PublishAsync(connection, dataset, attempt with { Batches = [.. batches.Skip(half)] }, cancellation)
                );
            }

            if (named.Count == 0)
                named = [.. batches];
            report = await SetAsideAsync(report, named, failure);
            var rest = batches.Except(named).ToList();
            return rest.Count > 0 ? report.And(await PublishAsync(connection, dataset, attempt with { Batches = rest }, cancellation)) : report;
        }

        async Task<PublicationReport> SetAsideAsync(PublicationReport report, IReadOnlyList<int> some, Exception failure) =>
            attempt.Change is null
                ? report with
                {
                    Held = await HeldBatches.HoldAsync(connection, some, failure, time, cancellation),
                }
                : report with
                {
                    Kept = await HeldBatches.KeptAsync(connection, some, failure, cancellation),
                };
    }

    /// <summary>What fails in a dataset even where none of its pending batches is published; null where it is one of them.</summary>
    async Task<Exception?> FailureWithoutAsync(NpgsqlConnection connection, string dataset, CancellationToken cancellation)
    {
        await using var turn = await AdvisoryLocks.TakeAsync(connection, AdvisoryLocks.Publication, cancellation);
        await using var transaction = await BeginAsync(connection, cancellation);
        try
        {
            await HeldBatches.SetAsideAsync(connection, await PendingAsync(connection, dataset, cancellation), cancellation);
            var publication = Of(connection, dataset, cancellation);
            await publication.RunAsync();
            await publication.CheckAsync();
            return null;
        }
        catch (Exception failure) when (DataFault.Is(failure))
        {
            return failure;
        }
    }

    /// <summary>
    /// One try: under the lock, then within a snapshot, so that all steps see the same batches, whatever is loaded meanwhile, and none is marked that
    /// was not read.
    /// </summary>
    async Task<PublicationReport> WithinAsync(
        NpgsqlConnection connection,
        string? dataset,
        Func<DatasetPublication, Task<PublicationReport>> publish,
        CancellationToken cancellation,
        Attempt? attempt = null
    )
    {
        await using var turn = await AdvisoryLocks.TakeAsync(connection, AdvisoryLocks.Publication, cancellation);
        await using var transaction = await BeginAsync(connection, cancellation);
        var others = attempt?.Batches is { } batches ? (await PendingAsync(connection, dataset!, cancellation)).Except(batches).ToList() : [];
        await HeldBatches.SetAsideAsync(connection, others, cancellation);
        if (attempt is { Change: { } change, Batches: { } changed })
            await change(connection, changed);
        var report = await publish(Of(connection, dataset ?? "", cancellation));
        await HeldBatches.TakeUpAsync(connection, others, cancellation);
        await transaction.CommitAsync(cancellation);
        return report;
    }

    static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        // Held by the transaction too: of that an installation's own check cannot let go.
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({AdvisoryLocks.Publication})", connection);
        await command.ExecuteNonQueryAsync(cancellation);
        return transaction;
    }

    DatasetPublication Of(NpgsqlConnection connection, string dataset, CancellationToken cancellation) =>
        new(connection, dataset, catalog, _marts, checks, measures, time, cancellation);

    static async Task<int> NewestAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(publication), 0) from audit.publications", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }

    async Task<string[]> WaitingAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(DatasetPublication.Waiting, connection);
        command.Parameters.AddWithValue("rules", _marts.Rules);
        return (string[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    static async Task<IReadOnlyList<int>> PendingAsync(NpgsqlConnection connection, string dataset, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "select coalesce(array_agg(batch_id order by batch_id), '{}') from audit.batches where state = 'loaded' and dataset_code = $1",
            connection
        );
        command.Parameters.Add(new() { Value = dataset });
        return (int[])(await command.ExecuteScalarAsync(cancellation))!;
    }
}
