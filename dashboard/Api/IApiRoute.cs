namespace Analytics.Dashboard.Api;

/// <summary>A route of the API, or several that belong together: one file, found by itself. It says what it takes and answers where it is mapped.</summary>
internal interface IApiRoute
{
    /// <summary>Maps it below <c>/api/v1</c>.</summary>
    void Map(IEndpointRouteBuilder api);
}
