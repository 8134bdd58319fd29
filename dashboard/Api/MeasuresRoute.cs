using Analytics.Dashboard.Exports;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET measures</c>: every measure with its definition in words and as a hash, and the faults in declarations.</summary>
internal sealed class MeasuresRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/measures",
                (HttpContext http, IModel model) =>
                {
                    var language = new ApiParameters(http).Language;
                    return ApiJson.Of(
                        new MeasureList(
                            [
                                .. model.Catalog.Measures.Values.Select(m => new Measure(
                                    m.Name,
                                    m.Label.In(language),
                                    m.Description.In(language),
                                    m.Kind.ToString().ToLowerInvariant(),
                                    ResultColumns.UnitName(m.Unit, currency: null),
                                    m.TimeName,
                                    m.IsAdditive,
                                    m.Definition,
                                    [.. model.Catalog.Slicers.Values.Where(s => s.AppliesTo(m.Fact)).Select(s => s.Name)],
                                    [.. MeasureRequest.Suffixes.Keys.Select(suffix => $"{m.Name}.{suffix}")]
                                )),
                            ],
                            [.. model.Catalog.Faults.Select(f => new Fault(Path.GetFileName(f.File), f.Line, f.Reason.In(language), f.Allowed))]
                        )
                    );
                }
            )
            .Describe("listMeasures", "catalogue", "Measures, with how each is counted")
            .Produces<MeasureList>();

    /// <summary>All measures, and the faults in declarations.</summary>
    internal sealed record MeasureList(IReadOnlyList<Measure> Measures, IReadOnlyList<Fault> Faults);

    /// <summary>A measure: its definition in words and as a hash.</summary>
    internal sealed record Measure(
        string Name,
        string Label,
        string Description,
        string Kind,
        string Unit,
        string TimeBasis,
        bool Additive,
        string Definition,
        IReadOnlyList<string> Slicers,
        IReadOnlyList<string> Variants
    );

    /// <summary>A fault in a line of a declaration.</summary>
    internal sealed record Fault(string File, int Line, string Reason, IReadOnlyList<string> Allowed);
}
