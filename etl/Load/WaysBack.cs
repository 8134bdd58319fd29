using Analytics.Etl.Publish;
using Analytics.Etl.Staging;
using Analytics.Sql;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>
/// Ways back: files that count are withdrawn, released or read again, and the star follows with the next publication. A change is one transaction and
/// publishing it
/// another: where the process ends between them, the next publication takes the change up. Thread-safe.
/// </summary>
public sealed class WaysBack(NpgsqlDataSource loader, StagingViews staging, Publisher publisher, LedgerTexts texts, TimeProvider time)
{
    /// <summary>Makes a change and publishes it.</summary>
    /// <exception cref="RefusalException">It cannot be made: nothing was changed.</exception>
    public async Task<PublicationReport> DoAsync(BatchChange change, CancellationToken cancellation = default)
    {
        PublicationReport report;
        await using (await LoadingLock.TakeAsync(loader, cancellation))
        {
            await staging.ApplyAsync(cancellation);
            await using (var connection = await loader.OpenConnectionAsync(cancellation))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation);
                await change.ApplyAsync(connection, time.GetUtcNow(), cancellation);
                await transaction.CommitAsync(cancellation);
            }

            report = await publisher.PublishAsync(cancellation: cancellation);
        }

        await texts.KeepAsync(cancellation);
        return report;
    }
}
