using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Dashboard.Engine;

/// <summary>
/// Reports what is held in memory per dataset; the state is in the check's data. Loading counts as healthy because Postgres answers meanwhile. It
/// becomes degraded only if loading takes longer than <see cref="Patience"/>.
/// </summary>
internal sealed class EngineCheck(MemoryStars stars) : IHealthCheck
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (held, loading, tooLarge, newest) = (stars.States, stars.Loading, stars.TooLarge, stars.Newest);
        var isStuck = stars.Behind > Patience;
        var (state, words) =
            isStuck
                ? (
                    "stuck",
                    "新しい公開版の読み込みが進みません。回答はデータベースから得ます。記録を確かめてください。 / Loading the newest publication does not get on; Postgres answers meanwhile. Look into the log."
                )
            : loading.Count > 0 || held.Count + tooLarge.Count == 0
                ? ("loading", "メモリに読み込み中です。回答はデータベースから得ます。 / The columns are being loaded; Postgres answers meanwhile.")
            : held.Any(s => s.Publication < newest)
                ? ("catching-up", "新しい公開版を読み込み中です。 / The newest publication is being loaded; Postgres answers questions about it.")
            : tooLarge.Count > 0 ? ("partial", "上限に収まらないデータセットはデータベースが答えます。 / Datasets that do not fit are answered by Postgres.")
            : ("ready", "メモリ上の列が答えます。 / The columns in memory answer.");
        return Task.FromResult(
            new HealthCheckResult(
                isStuck ? HealthStatus.Degraded : HealthStatus.Healthy,
                words,
                data: new Dictionary<string, object>
                {
                    ["state"] = state,
                    ["newest"] = newest,
                    ["behindSeconds"] = (long)stars.Behind.TotalSeconds,
                    ["limitBytes"] = stars.MostBytes,
                    ["held"] = held,
                    ["loading"] = loading,
                    ["tooLarge"] = tooLarge,
                }
            )
        );
    }
}
