using Analytics.Sql.Access;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Analytics.Dashboard.Hosting;

/// <summary>
/// Ready once there is something to show: at least one publication, be it an empty one. Waiting for it is degraded; only a warehouse that cannot be
/// read is unhealthy.
/// </summary>
internal sealed class PublicationCheck(ScopedReader reader) : WarehouseCheck(reader)
{
    protected override string Query => "select exists (select from audit.publications)";

    protected override HealthCheckResult Judge(NpgsqlDataReader row) =>
        row.GetBoolean(0) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("公開がまだありません。 / There is no publication yet.");
}
