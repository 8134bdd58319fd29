using Analytics.Sql.Audit;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET rejects</c>: what is wrong with rows, where, why, and how to mend it. <c>kind</c>: rejected (where nothing is said), waiting or warning.</summary>
internal static class RejectsRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/rejects", async (HttpContext http, AuditLog audit) =>
    {
        var parameters = new ApiParameters(http, "dataset", "batch", "kind", "page", "size");
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
}
