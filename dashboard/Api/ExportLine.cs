using System.Threading.RateLimiting;

namespace Analytics.Dashboard.Api;

/// <summary>Thrown when an export is refused because the line is full.</summary>
internal sealed class BusyException : Exception
{
    public static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);
}

/// <summary>
/// The queue for plots and files, joined before any query runs. Only a few are made at a time so that pages stay responsive; first come, first
/// served. If too many wait, the caller is told when to retry. Browsers have a queue of their own, so that no program's flood delays readers.
/// Thread-safe.
/// </summary>
internal sealed class ExportLine : IEndpointFilter, IDisposable
{
    /// <summary>Limit on waiting exports per queue, not counting those being made.</summary>
    public const int MostWaiting = 64;

    private readonly PartitionedRateLimiter<HttpContext> turns = PartitionedRateLimiter.Create<HttpContext, bool>(http =>
        RateLimitPartition.GetConcurrencyLimiter(
            http.Request.Headers.ContainsKey("Sec-Fetch-Site"), // browsers send this header, programs do not
            _ =>
                new()
                {
                    PermitLimit = AtOnce,
                    QueueLimit = MostWaiting,
                    QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
                }
        )
    );

    /// <summary>Exports made at a time per queue.</summary>
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
