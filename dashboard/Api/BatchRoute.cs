using System.Globalization;
using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET batches/{batch}</c>: what became of each row of one file, counted; the rows of one <c>fate</c> where it is given.</summary>
internal static class BatchRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/batches/{batch:int}", async (int batch, HttpContext http, AuditLog audit) =>
    {
        var parameters = new ApiParameters(http, "fate", "page", "size");
        var fate = parameters.Choice("fate", AuditLog.Fates);
        if ((await audit.BatchesAsync(1, 1, batch: batch, cancellation: http.RequestAborted)).Items is not [var found])
        {
            throw new NotThereException("batch", batch.ToString(CultureInfo.InvariantCulture), new("その番号のバッチはありません。", "There is no batch of that number."), []);
        }

        var account = await audit.AccountAsync(batch, http.RequestAborted);
        var rows = fate is null ? null : await audit.FateRowsAsync(batch, fate, parameters.Page, parameters.Size, http.RequestAborted);
        return ApiJson.Of(new
        {
            batch,
            file = found.File,
            state = found.State,
            rows = found.RowsRead + found.RowsPassed,
            account = AuditLog.Fates.ToDictionary(name => name, name => account.GetValueOrDefault(name) + (name == "passed" ? found.RowsPassed : 0), StringComparer.Ordinal),
            list = rows is null ? null : new { fate, page = rows.Number, size = rows.Size, total = rows.Total, rows = rows.Items.Select(row => new { sheet = row.Sheet, line = row.Line }) },
        });
    });
}
