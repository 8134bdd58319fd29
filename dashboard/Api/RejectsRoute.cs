using System.Text;
using System.Text.Json.Serialization;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET rejects</c>: rows with problems: where, why, and how to fix them. <c>kind</c>: rejected (the default), waiting or warning.
/// <c>layout=groups</c>: row counts by kind, rule and column, as JSON, CSV or XLSX; all kinds unless one is given, current or as of a publication.
/// <c>layout=ledger</c>: the rejected rows of one batch, or of one source in one dataset, as CSV in the ledger's own layout.
/// </summary>
internal sealed class RejectsRoute : IApiRoute
{
    /// <summary>The available layouts.</summary>
    public static readonly IReadOnlyList<string> Layouts = ["list", "groups", "ledger"];

    /// <summary>File formats of the groups layout.</summary>
    public static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx"];

    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/rejects",
                async (HttpContext http, AuditLog audit, RejectedLedger ledger) =>
                {
                    var parameters = new ApiParameters(http);
                    var layout = parameters.Choice("layout", Layouts);
                    if (layout == "groups")
                        return await GroupsAsync(parameters, audit, http.RequestAborted);
                    foreach (var name in new[] { "format", "publication" })
                    {
                        if (parameters.Text(name) is { } value)
                            throw new BadRequestException(name, value, new("layout=groups のときだけ使えます。", "Only allowed with layout=groups."));
                    }

                    if (layout == "ledger")
                        return await LedgerAsync(parameters, audit, ledger, http.RequestAborted);
                    if (parameters.Text("source") is { } unused)
                        throw new BadRequestException("source", unused, new("layout=ledger のときだけ使えます。", "Only allowed with layout=ledger."));
                    var page = await audit.FindingsAsync(
                        parameters.Choice("kind", AuditLog.FindingKinds) ?? AuditLog.FindingKinds[0],
                        parameters.Page,
                        parameters.Size,
                        parameters.Text("dataset"),
                        parameters.Whole("batch", int.MaxValue),
                        http.RequestAborted
                    );
                    return ApiJson.Of(
                        new RejectList
                        {
                            Page = page.Number,
                            Size = page.Size,
                            Total = page.Total,
                            Rejects =
                            [
                                .. page.Items.Select(f => new Reject(
                                    f.Kind,
                                    f.Dataset,
                                    f.Batch,
                                    f.File,
                                    f.Sheet,
                                    f.Line,
                                    f.Column,
                                    f.Value,
                                    f.Rule,
                                    f.Reason.In(parameters.Language),
                                    f.Mend.In(parameters.Language)
                                )),
                            ],
                        }
                    );
                }
            )
            .Describe(
                "listRejects",
                "intake",
                "What is wrong with rows, and how to mend it",
                ApiParameter.Dataset,
                ApiParameter.Whole("batch", "Number of the batch"),
                ApiParameter.Choice("kind", "rejected, where nothing is said; with layout=groups all kinds", AuditLog.FindingKinds),
                ApiParameter.Choice(
                    "layout",
                    "list, where nothing is said; groups: rows counted by rule and column; ledger: CSV in the ledger's own layout, of a batch or of a dataset and source",
                    Layouts
                ),
                ApiParameter.Text("source", "Name of the source; with layout=ledger"),
                ApiParameter.Choice("format", "json, where nothing is said; with layout=groups", Formats),
                ApiParameter.Whole("publication", "As that publication knew it; with layout=groups"),
                ApiParameter.Page,
                ApiParameter.Size
            )
            .Produces<RejectList>()
            .ProducesFile("text/csv", Spreadsheet.ContentType);

    /// <summary>One page of rows with their problems; with layout=groups, only the groups.</summary>
    internal sealed record RejectList
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Page { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Size { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? Total { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Reject>? Rejects { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<RejectGroup>? Groups { get; init; }
    }

    /// <summary>A problem of a row: where, which rule, why, and how to fix it.</summary>
    internal sealed record Reject(
        string Kind,
        string Dataset,
        int Batch,
        string File,
        string? Sheet,
        int Line,
        string? Column,
        string? Value,
        string Rule,
        string Reason,
        string Mend
    );

    /// <summary>The number of rows with the same problem in the same column.</summary>
    internal sealed record RejectGroup(string Dataset, string Kind, string Rule, string? Column, string Reason, string Mend, long Rows);

    private static async Task<IResult> GroupsAsync(ApiParameters parameters, AuditLog audit, CancellationToken cancellation)
    {
        foreach (var name in new[] { "source", "page", "size" })
        {
            if (parameters.Text(name) is { } value)
                throw new BadRequestException(name, value, new("layout=groups では使えません。", "Not allowed with layout=groups."));
        }

        var (dataset, batch, format) = (
            parameters.Text("dataset"),
            parameters.Whole("batch", int.MaxValue),
            parameters.Choice("format", Formats) ?? Formats[0]
        );
        var groups = await audit.FindingGroupsAsync(
            parameters.Choice("kind", AuditLog.FindingKinds),
            dataset,
            batch,
            parameters.Whole("publication", int.MaxValue),
            cancellation
        );
        var file = $"{(batch is { } one ? $"batch-{one}" : dataset ?? "all")}-findings.{format}";
        return format switch
        {
            "csv" => Results.File(FindingGroupFiles.Csv(groups, parameters.Language), "text/csv; charset=utf-8", file),
            "xlsx" => Results.File(FindingGroupFiles.Workbook(groups, parameters.Language), Spreadsheet.ContentType, file),
            _ => ApiJson.Of(
                new RejectList
                {
                    Groups =
                    [
                        .. groups.Select(g => new RejectGroup(
                            g.Dataset,
                            g.Kind,
                            g.Rule,
                            g.Column,
                            g.Reason.In(parameters.Language),
                            g.Mend.In(parameters.Language),
                            g.Rows
                        )),
                    ],
                }
            ),
        };
    }

    private static async Task<IResult> LedgerAsync(ApiParameters parameters, AuditLog audit, RejectedLedger ledger, CancellationToken cancellation)
    {
        var (batch, dataset, source) = (parameters.Whole("batch", int.MaxValue), parameters.Text("dataset"), parameters.Text("source"));
        foreach (var name in new[] { "kind", "page", "size" })
        {
            if (parameters.Text(name) is { } value)
                throw new BadRequestException(name, value, new("layout=ledger では使えません。", "Not allowed with layout=ledger."));
        }

        if (batch is null && (dataset is null || source is null))
        {
            throw new BadRequestException(
                "batch",
                null,
                new("バッチか、データセットと台帳の種類を指定してください。", "A batch is needed, or a dataset and a source."),
                "batch",
                "dataset, source"
            );
        }

        var csv = await ledger.CsvAsync(batch, dataset, source, parameters.Language, cancellation);
        var file = batch is { } one
            ? (await audit.BatchesAsync(1, 1, batch: one, cancellation: cancellation)).Items is [var row]
                ? Path.GetFileNameWithoutExtension(row.File)
                : $"batch-{one}"
            : $"{dataset}-{source}";
        return Results.File(
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)],
            "text/csv; charset=utf-8",
            $"{file}-{(parameters.Language == "en" ? "rejected" : "却下")}.csv"
        );
    }
}
