using System.Threading.RateLimiting;

namespace Analytics.Dashboard.Api;

/// <summary>An export that is not made now, as too many are being made and waited for.</summary>
internal sealed class BusyException : Exception
{
    public static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);
}

/// <summary>
/// The line in which plots and files wait before anything of them is asked: so few are made at a time that pages keep being answered; those that come
/// first are served first, and where too many wait
/// a caller is told when to come again. Readers' browsers stand in a line of their own, so that no program's flood keeps them waiting. Thread-safe.
/// </summary>
internal sealed class ExportLine : IEndpointFilter, IDisposable
{
    /// <summary>Exports of one line that wait, beside those that are being made.</summary>
    public const int MostWaiting = 64;

    private readonly PartitionedRateLimiter<HttpContext> turns = PartitionedRateLimiter.Create<HttpContext, bool>(http =>
        RateLimitPartition.GetConcurrencyLimiter(
            http.Request.Headers.ContainsKey("Sec-Fetch-Site"), // browsers say where a request comes from, programs do not
            _ =>
                new()
                {
                    PermitLimit = AtOnce,
                    QueueLimit = MostWaiting,
                    QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                }
        )
    );

    /// <summary>Exports of one line that are made at a time.</summary>
    public static int AtOnce { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!IsExport(http.Request))
            return await next(context);
        using var turn = await turns.AcquireAsync(http, 1, http.RequestAborted);
        return turn.IsAcquired ? await next(context) : throw new BusyException();
    }

    public void Dispose() => turns.Dispose();

    private static bool IsExport(HttpRequest request) =>
        request.RouteValues.ContainsKey("file") || request.Query["layout"] == "ledger" || request.Query["format"].ToString() is not ("" or "json");
}
