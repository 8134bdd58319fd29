using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Analytics.Dashboard.Engine;

/// <summary>What is held in memory, per dataset. It is healthy whatever it holds, since Postgres answers meanwhile: the word for where it stands is in its data.</summary>
internal sealed class EngineCheck(MemoryStars stars) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (held, loading, tooLarge, newest) = (stars.States, stars.Loading, stars.TooLarge, stars.Newest);
        var (state, words) = loading.Count > 0 || held.Count + tooLarge.Count == 0
            ? ("loading", "メモリに読み込み中です。回答はデータベースから得ます。 / The columns are being loaded; Postgres answers meanwhile.")
            : held.Any(s => s.Publication < newest) ? ("catching-up", "新しい公開版を読み込み中です。 / The newest publication is being loaded; Postgres answers questions about it.")
            : tooLarge.Count > 0 ? ("partial", "上限に収まらないデータセットはデータベースが答えます。 / Datasets that do not fit are answered by Postgres.")
            : ("ready", "メモリ上の列が答えます。 / The columns in memory answer.");
        return Task.FromResult(HealthCheckResult.Healthy(words, new Dictionary<string, object>
        {
            ["state"] = state,
            ["newest"] = newest,
            ["limitBytes"] = stars.MostBytes,
            ["held"] = held,
            ["loading"] = loading,
            ["tooLarge"] = tooLarge,
        }));
    }
}
