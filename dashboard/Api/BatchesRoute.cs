using System.Text.Json.Nodes;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET batches</c>: files that were offered, newest first.</summary>
internal static class BatchesRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/batches", async (HttpContext http, AuditLog audit) =>
    {
        var parameters = new ApiParameters(http, "dataset", "state", "page", "size");
        var page = await audit.BatchesAsync(
            parameters.Page, parameters.Size, parameters.Text("dataset"), parameters.Choice("state", AuditLog.BatchStates), cancellation: http.RequestAborted);
        return ApiJson.Of(new
        {
            page = page.Number,
            size = page.Size,
            total = page.Total,
            batches = page.Items.Select(b => new
            {
                batch = b.Batch,
                dataset = b.Dataset,
                source = b.Source,
                owner = b.Owner,
                file = b.File,
                sha256 = b.Sha256,
                bytes = b.Bytes,
                format = b.Format,
                encoding = b.Encoding,
                receivedVia = b.ReceivedVia,
                receivedAt = b.ReceivedAt,
                state = b.State,
                rows = new
                {
                    read = b.RowsRead,
                    loaded = b.RowsLoaded,
                    @new = b.RowsNew,
                    revised = b.RowsRevised,
                    unchanged = b.RowsUnchanged,
                    rejected = b.RowsRejected,
                    rejectedNow = b.RowsRejectedNow,
                    waiting = b.RowsWaiting,
                    skipped = JsonNode.Parse(b.RowsSkipped),
                },
                unknownColumns = b.UnknownColumns,
                refusal = b.Refusal is null ? null : JsonNode.Parse(b.Refusal),
                held = b.Held is null ? null : JsonNode.Parse(b.Held),
                withdrawal = b.Withdrawal is null ? null : JsonNode.Parse(b.Withdrawal),
                loadSeconds = b.LoadSeconds,
                publishedIn = b.PublishedIn,
                withdrawnIn = b.WithdrawnIn,
            }),
        });
    });
}
