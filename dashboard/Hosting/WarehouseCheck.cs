using Analytics.Sql.Access;
using Analytics.Sql.Connections;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>A look into the warehouse as readers see it; unhealthy where that cannot be reached.</summary>
internal abstract class WarehouseCheck(ScopedReader reader) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = reader.CreateCommand(Query);
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return Judge(row);
        }
        catch (Exception failure) when (DatabaseAway.Is(failure) && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy("データベースに接続できません。 / The database cannot be reached.");
        }
    }

    /// <summary>What is asked: one row.</summary>
    protected abstract string Query { get; }

    /// <summary>What the row means.</summary>
    protected abstract HealthCheckResult Judge(NpgsqlDataReader row);
}
