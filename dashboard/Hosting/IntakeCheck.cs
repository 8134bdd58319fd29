using Analytics.Sql.Access;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>Degraded while a batch is held or a dataset cannot be published: what is shown stays right, but somebody must look.</summary>
internal sealed class IntakeCheck(ScopedReader reader) : WarehouseCheck(reader)
{
    protected override string Query =>
        "select (select count(*) from audit.batches where state = 'held')::integer, (select count(*) from audit.stuck_datasets)::integer";

    protected override HealthCheckResult Judge(NpgsqlDataReader row)
    {
        var (held, stuck) = (row.GetInt32(0), row.GetInt32(1));
        return held + stuck == 0
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded(
                $"保留中のバッチ {held} 件、公開できないデータセット {stuck} 件があります。 / Batches held: {held}. Datasets that cannot be published: {stuck}.",
                data: new Dictionary<string, object> { ["held"] = held, ["stuck"] = stuck }
            );
    }
}
