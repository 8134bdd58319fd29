using Analytics.Dashboard.Exports;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET measures</c>: every measure with its definition, in words and as a hash; faulty declarations are listed beside them.</summary>
internal static class MeasuresRoute
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/measures", (HttpContext http, IModel model) =>
    {
        var language = new ApiParameters(http).Language;
        return ApiJson.Of(new
        {
            measures = model.Catalog.Measures.Values.Select(m => new
            {
                name = m.Name,
                label = m.Label.In(language),
                description = m.Description.In(language),
                kind = m.Kind.ToString().ToLowerInvariant(),
                unit = ResultColumns.UnitName(m.Unit, currency: null),
                timeBasis = m.TimeName,
                additive = m.IsAdditive,
                definition = m.Definition,
                slicers = model.Catalog.Slicers.Values.Where(s => s.AppliesTo(m.Fact)).Select(s => s.Name),
                variants = MeasureRequest.Suffixes.Keys.Select(suffix => $"{m.Name}.{suffix}"),
            }),
            faults = model.Catalog.Faults.Select(f => new { file = Path.GetFileName(f.File), line = f.Line, reason = f.Reason.In(language), allowed = f.Allowed }),
        });
    });
}
