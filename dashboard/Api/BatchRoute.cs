using System.Globalization;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET batches/{batch}</c>: counts the rows of one file by fate; with <c>fate</c>, lists the rows with that fate.</summary>
internal sealed class BatchRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/batches/{batch:int}",
                async (int batch, HttpContext http, AuditLog audit) =>
                {
                    var parameters = new ApiParameters(http);
                    var fate = parameters.Choice("fate", AuditLog.Fates);
                    if ((await audit.BatchesAsync(1, 1, batch: batch, cancellation: http.RequestAborted)).Items is not [var found])
                    {
                        throw new NotThereException(
                            "batch",
                            batch.ToString(CultureInfo.InvariantCulture),
                            new("その番号のバッチはありません。", "There is no batch of that number."),
                            []
                        );
                    }

                    var account = await audit.AccountAsync(batch, http.RequestAborted);
                    var rows = fate is null ? null : await audit.FateRowsAsync(batch, fate, parameters.Page, parameters.Size, http.RequestAborted);
                    return ApiJson.Of(
                        new BatchAccount(
                            batch,
                            found.File,
                            found.State,
                            found.RowsRead + found.RowsPassed,
                            AuditLog.Fates.ToDictionary(
                                name => name,
                                name => account.GetValueOrDefault(name) + (name == "passed" ? found.RowsPassed : 0),
                                StringComparer.Ordinal
                            ),
                            rows is null
                                ? null
                                : new(fate!, rows.Number, rows.Size, rows.Total, [.. rows.Items.Select(row => new LineOfFile(row.Sheet, row.Line))])
                        )
                    );
                }
            )
            .Describe(
                "getBatch",
                "intake",
                "What became of each row of a file, counted: all rows of the file are the sum; the rows of one fate by sheet and line",
                ApiParameter.Whole("batch", "Number of the batch").InPath(1),
                ApiParameter.Choice("fate", "Lists the rows that became this", AuditLog.Fates),
                ApiParameter.Page,
                ApiParameter.Size
            )
            .Produces<BatchAccount>()
            .Produces<FaultProblem>(StatusCodes.Status404NotFound, ApiProblem.ContentType);

    /// <summary>A file and the number of its rows by fate.</summary>
    internal sealed record BatchAccount(int Batch, string File, string State, long Rows, IReadOnlyDictionary<string, long> Account, FateList? List);

    /// <summary>One page of the rows with the same fate.</summary>
    internal sealed record FateList(string Fate, int Page, int Size, long Total, IReadOnlyList<LineOfFile> Rows);

    /// <summary>A row of a file: its sheet (null if the file has no sheets) and line.</summary>
    internal sealed record LineOfFile(string? Sheet, int Line);
}
