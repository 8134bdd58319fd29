using System.Text;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET rejects</c>: what is wrong with rows, where, why, and how to mend it. <c>kind</c>: rejected (where nothing is said), waiting or warning.
/// <c>layout=groups</c>: rows counted by kind, rule and column, as JSON, CSV or XLSX; of all kinds where none is given, as a publication knew them where one is.
/// <c>layout=ledger</c>: the rejected rows as CSV in the ledger's own layout, of one batch, or of one source in one dataset.
/// </summary>
internal static class RejectsRoute
{
    /// <summary>Layouts that can be asked for.</summary>
    public static readonly IReadOnlyList<string> Layouts = ["list", "groups", "ledger"];

    /// <summary>Kinds of file that the groups come as.</summary>
    public static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx"];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/rejects", async (HttpContext http, AuditLog audit, RejectedLedger ledger) =>
    {
        var parameters = new ApiParameters(http, "dataset", "batch", "kind", "layout", "source", "format", "publication", "page", "size");
        var layout = parameters.Choice("layout", Layouts);
        if (layout == "groups") return await GroupsAsync(parameters, audit, http.RequestAborted);
        foreach (var name in new[] { "format", "publication" })
        {
            if (parameters.Text(name) is { } value) throw new BadRequestException(name, value, new("layout=groups のときだけ使えます。", "Only allowed with layout=groups."));
        }

        if (layout == "ledger") return await LedgerAsync(parameters, audit, ledger, http.RequestAborted);
        if (parameters.Text("source") is { } unused) throw new BadRequestException("source", unused, new("layout=ledger のときだけ使えます。", "Only allowed with layout=ledger."));
        var page = await audit.FindingsAsync(
            parameters.Choice("kind", AuditLog.FindingKinds) ?? AuditLog.FindingKinds[0], parameters.Page, parameters.Size,
            parameters.Text("dataset"), parameters.Whole("batch", int.MaxValue), http.RequestAborted);
        return ApiJson.Of(new
        {
            page = page.Number,
            size = page.Size,
            total = page.Total,
            rejects = page.Items.Select(f => new
            {
                kind = f.Kind,
                dataset = f.Dataset,
                batch = f.Batch,
                file = f.File,
                sheet = f.Sheet,
                line = f.Line,
                column = f.Column,
                value = f.Value,
                rule = f.Rule,
                reason = f.Reason.In(parameters.Language),
                mend = f.Mend.In(parameters.Language),
            }),
        });
    });

    private static async Task<IResult> GroupsAsync(ApiParameters parameters, AuditLog audit, CancellationToken cancellation)
    {
        foreach (var name in new[] { "source", "page", "size" })
        {
            if (parameters.Text(name) is { } value) throw new BadRequestException(name, value, new("layout=groups では使えません。", "Not allowed with layout=groups."));
        }

        var (dataset, batch, format) = (parameters.Text("dataset"), parameters.Whole("batch", int.MaxValue), parameters.Choice("format", Formats) ?? Formats[0]);
        var groups = await audit.FindingGroupsAsync(parameters.Choice("kind", AuditLog.FindingKinds), dataset, batch, parameters.Whole("publication", int.MaxValue), cancellation);
        var file = $"{(batch is { } one ? $"batch-{one}" : dataset ?? "all")}-findings.{format}";
        return format switch
        {
            "csv" => Results.File(FindingGroupFiles.Csv(groups, parameters.Language), "text/csv; charset=utf-8", file),
            "xlsx" => Results.File(FindingGroupFiles.Workbook(groups, parameters.Language), Spreadsheet.ContentType, file),
            _ => ApiJson.Of(FindingGroupFiles.Json(groups, parameters.Language)),
        };
    }

    private static async Task<IResult> LedgerAsync(ApiParameters parameters, AuditLog audit, RejectedLedger ledger, CancellationToken cancellation)
    {
        var (batch, dataset, source) = (parameters.Whole("batch", int.MaxValue), parameters.Text("dataset"), parameters.Text("source"));
        foreach (var name in new[] { "kind", "page", "size" })
        {
            if (parameters.Text(name) is { } value) throw new BadRequestException(name, value, new("layout=ledger では使えません。", "Not allowed with layout=ledger."));
        }

        if (batch is null && (dataset is null || source is null))
        {
            throw new BadRequestException("batch", null, new("バッチか、データセットと台帳の種類を指定してください。", "A batch is needed, or a dataset and a source."), "batch", "dataset, source");
        }

        var csv = await ledger.CsvAsync(batch, dataset, source, parameters.Language, cancellation);
        var file = batch is { } one ? (await audit.BatchesAsync(1, 1, batch: one, cancellation: cancellation)).Items is [var row] ? Path.GetFileNameWithoutExtension(row.File) : $"batch-{one}" : $"{dataset}-{source}";
        return Results.File([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv)], "text/csv; charset=utf-8", $"{file}-{(parameters.Language == "en" ? "rejected" : "却下")}.csv");
    }
}
