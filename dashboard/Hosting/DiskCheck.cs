using Analytics.Sql.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Dashboard.Hosting;

/// <summary>Free space on the installation's disks. Below the reserve nothing is loaded any more; what is there can still be asked.</summary>
internal sealed class DiskCheck(DataFolder folder) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var disk = DiskSpace.Of(folder);
        return Task.FromResult(
            new HealthCheckResult(
                disk.IsLow ? HealthStatus.Degraded : HealthStatus.Healthy,
                disk.IsLow ? "ディスクの空きが足りないため、読み込みを止めています。 / Nothing is loaded, as the disk is nearly full." : null,
                data: new Dictionary<string, object> { ["freeBytes"] = disk.FreeBytes, ["reserveBytes"] = disk.ReserveBytes }
            )
        );
    }
}
