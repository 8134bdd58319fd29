using Analytics.Sql.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>Degraded while a batch is held or a dataset cannot be published: what is shown stays right, but somebody must look.</summary>
internal sealed class IntakeCheck(NpgsqlDataSource reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = reader.CreateCommand("select (select count(*) from audit.batches where state = 'held')::integer, (select count(*) from audit.stuck_datasets)::integer");
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            var (held, stuck) = (row.GetInt32(0), row.GetInt32(1));
            return held + stuck == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded(
                    $"保留中のバッチ {held} 件、公開できないデータセット {stuck} 件があります。 / {held} batch(es) held, {stuck} dataset(s) that cannot be published.",
                    data: new Dictionary<string, object> { ["held"] = held, ["stuck"] = stuck });
        }
        catch (Exception failure) when (DatabaseAway.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("データベースに接続できません。 / The database cannot be reached.");
        }
    }
}
