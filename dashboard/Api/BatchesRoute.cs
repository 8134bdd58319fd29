using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET batches</c>: received files, newest first.</summary>
internal sealed class BatchesRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/batches",
                async (HttpContext http, AuditLog audit) =>
                {
                    var parameters = new ApiParameters(http);
                    var page = await audit.BatchesAsync(
                        parameters.Page,
                        parameters.Size,
                        parameters.Text("dataset"),
                        parameters.Choice("state", AuditLog.BatchStates),
                        cancellation: http.RequestAborted
                    );
                    return ApiJson.Of(
                        new BatchList(
                            page.Number,
                            page.Size,
                            page.Total,
                            [
                                .. page.Items.Select(b => new Batch(
                                    b.Batch,
                                    b.Dataset,
                                    b.Source,
                                    b.Owner,
                                    b.File,
                                    b.Sha256,
                                    b.Bytes,
                                    b.Format,
                                    b.Encoding,
                                    b.ReceivedVia,
                                    b.ReceivedAt,
                                    b.State,
                                    new(
                                        b.RowsRead,
                                        b.RowsLoaded,
                                        b.RowsNew,
                                        b.RowsRevised,
                                        b.RowsUnchanged,
                                        b.RowsRejected,
                                        b.RowsRejectedNow,
                                        b.RowsWaiting,
                                        JsonSerializer.Deserialize<Dictionary<string, long>>(b.RowsSkipped)!
                                    ),
                                    b.UnknownColumns,
                                    Node(b.Refusal),
                                    Node(b.Held),
                                    Node(b.Withdrawal),
                                    b.LoadSeconds,
                                    b.PublishedIn,
                                    b.WithdrawnIn
                                )),
                            ]
                        )
                    );
                }
            )
            .Describe(
                "listBatches",
                "intake",
                "Files that were offered, newest first",
                ApiParameter.Dataset,
                ApiParameter.Choice("state", "State of the file", AuditLog.BatchStates),
                ApiParameter.Page,
                ApiParameter.Size
            )
            .Produces<BatchList>();

    private static JsonNode? Node(string? json) => json is null ? null : JsonNode.Parse(json);

    /// <summary>One page of files.</summary>
    internal sealed record BatchList(int Page, int Size, long Total, IReadOnlyList<Batch> Batches);

    /// <summary>A received file and its outcome.</summary>
    internal sealed record Batch(
        [property: JsonPropertyName("batch")] int Number,
        string Dataset,
        string Source,
        string Owner,
        string File,
        string? Sha256,
        long Bytes,
        string Format,
        string? Encoding,
        string ReceivedVia,
        DateTimeOffset ReceivedAt,
        string State,
        BatchRows Rows,
        IReadOnlyList<string> UnknownColumns,
        JsonNode? Refusal,
        JsonNode? Held,
        JsonNode? Withdrawal,
        double? LoadSeconds,
        int? PublishedIn,
        int? WithdrawnIn
    );

    /// <summary>Row counts of a file; skipped (non-data) rows by kind.</summary>
    internal sealed record BatchRows(
        int Read,
        int Loaded,
        int? New,
        int? Revised,
        int? Unchanged,
        int Rejected,
        int RejectedNow,
        int Waiting,
        IReadOnlyDictionary<string, long> Skipped
    );
}
