using Analytics.Etl.Extract.Lanes;
using Analytics.Etl.Publish;
using Analytics.Etl.Sources;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Puts what the archived bytes tell under today's declaration in the place of what they told before. The batch keeps its number, by which revisions
/// are ordered: an old file that is read
/// again overrules no later correction.
/// </summary>
sealed record Reload(KnownBatch Batch, ExtractedFile Extracted, FactCatalog Facts) : BatchChange
{
    /// <summary>What became of it; null before.</summary>
    public FileReport? Report { get; private set; }

    internal override async Task<IReadOnlyList<int>> ApplyAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation)
    {
        var locked = await KnownBatch.LockAsync(connection, Batch.Batch, cancellation);
        Require(locked);
        await ForgetAsync(connection, locked, cancellation);
        if (SourceRows.FactOf(Extracted.Source) is null)
            await RunAsync(connection, $"delete from {RawTables.Name(Extracted.Source)} where batch_id = {Batch.Batch}", cancellation);
        await RunAsync(
            connection,
            $"""
            delete from staging.industry_columns where batch_id = {Batch.Batch};
            delete from audit.batch_profiles where batch_id = {Batch.Batch};
            update audit.findings set is_replaced = true, published_to = case when published_from is null then 0 else published_to end
            where batch_id = {Batch.Batch} and stage = 'load' and not is_replaced;
            """,
            cancellation
        );
        Report = await BatchLoader.RefillAsync(connection, locked, Extracted, cancellation);
        await RecordAsync(connection, Batch.Batch, "reloaded", null, now, cancellation);
        return [Batch.Batch];
    }

    /// <exception cref="RefusalException">It is withdrawn.</exception>
    internal static void Require(KnownBatch batch)
    {
        if (batch.State == "withdrawn")
        {
            throw new RefusalException(
                $"バッチ {batch.Batch}（{batch.File}）は取り下げられています。release で元に戻してから、もう一度読み込んでください。",
                $"Batch {batch.Batch} ({batch.File}) is withdrawn. Bring it back by release, then read it again."
            );
        }
    }

    /// <summary>
    /// Takes the rows out of <c>staging</c>, and writes down whose cases they touched: those that they named, and those that any row named of an
    /// engagement or outcome which they told of. What several
    /// facts make of a source's rows depends on all of them.
    /// </summary>
    async Task ForgetAsync(NpgsqlConnection connection, KnownBatch batch, CancellationToken cancellation)
    {
        var rows =
            Extracted.Source.Feeds.Count == 1
                ? $"batch_id = {batch.Batch}"
                : $"source = {SqlLiteral.Of(batch.Source)} and dataset_key = (select dataset_key from mart.dim_dataset where dataset_code = {SqlLiteral.Of(batch.Dataset)})";
        // Of all facts: under the declaration of that time it may have told of another one.
        foreach (var fact in Facts.All)
        {
            if (fact.Case is not null)
            {
                var key = fact.Sought.FirstOrDefault(sought => sought.Contains("owner_code") && fact.Key.All(sought.Contains)) is { } columns
                    ? string.Join(", ", columns)
                    : null;
                var named = key is null
                    ? $"select dataset_key, case_number from staging.{fact.Name} where {rows}"
                    : $"select s.dataset_key, s.case_number from staging.{fact.Name} s join (select distinct dataset_key, {key} from staging.{fact.Name} where {rows}) k using (dataset_key, {key})";
                await RunAsync(
                    connection,
                    $"insert into staging.renamed_numbers select distinct dataset_key, case_number from ({named}) n where case_number is not null on conflict do nothing",
                    cancellation
                );
            }

            await RunAsync(connection, $"delete from staging.{fact.Name} where {rows}", cancellation);
        }
    }
}
