using Analytics.Dashboard.Access;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Api;

/// <summary><c>GET slicers</c>: every slicer; <c>GET slicers/NAME?dataset=</c>: the members that occur in the dataset, in order.</summary>
internal sealed class SlicersRoute : IApiRoute
{
    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/slicers",
                (HttpContext http, IModel model) =>
                {
                    var language = new ApiParameters(http).Language;
                    return ApiJson.Of(new SlicerList([.. model.Catalog.Slicers.Values.Select(s => new Slicer(s.Name, s.Label.In(language), s.Overlaps))]));
                }
            )
            .Describe("listSlicers", "catalogue", "Slicers")
            .Produces<SlicerList>();

        api.MapGet(
                "/slicers/{slicer}",
                async (string slicer, HttpContext http, IModel model, VisitorScope visitor, IConfiguration configuration) =>
                {
                    var parameters = new ApiParameters(http);
                    var dataset =
                        parameters.Text("dataset")
                        ?? DatasetSummary.DefaultOf(await model.DatasetsAsync(http.RequestAborted), configuration[DatasetSummary.DefaultSetting]);
                    var members = await model.MembersAsync(slicer, dataset, visitor.Current, http.RequestAborted);
                    return ApiJson.Of(new MemberList(slicer, dataset, [.. members.Select(m => new SlicerMember(m.Code, m.Label.In(parameters.Language)))]));
                }
            )
            .Describe(
                "listMembers",
                "catalogue",
                "Members of a slicer that occur in a dataset",
                ApiParameter.Text("slicer", "Name of the slicer").InPath("cluster"),
                ApiParameter.Dataset
            )
            .Produces<MemberList>();
    }

    /// <summary>All slicers.</summary>
    internal sealed record SlicerList(IReadOnlyList<Slicer> Slicers);

    /// <summary>A slicer. If it overlaps, a row can belong to several of its members.</summary>
    internal sealed record Slicer(string Name, string Label, bool Overlaps);

    /// <summary>The members of a slicer that occur in the dataset, in order.</summary>
    internal sealed record MemberList(string Slicer, string Dataset, IReadOnlyList<SlicerMember> Members);

    /// <summary>A member of a slicer.</summary>
    internal sealed record SlicerMember(string Code, string Label);
}
