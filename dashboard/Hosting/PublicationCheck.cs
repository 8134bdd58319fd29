using Analytics.Sql.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>Ready once there is something to show: at least one publication, be it an empty one. Waiting for it is degraded; only a warehouse that cannot be read is unhealthy.</summary>
internal sealed class PublicationCheck(NpgsqlDataSource reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = reader.CreateCommand("select exists (select from audit.publications)");
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("公開がまだありません。 / There is no publication yet.");
        }
        catch (Exception failure) when (DatabaseAway.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("データベースに接続できません。 / The database cannot be reached.");
        }
    }
}
