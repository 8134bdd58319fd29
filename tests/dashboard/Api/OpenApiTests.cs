using System.Text.Json;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>The API's description and the API itself say the same.</summary>
public class OpenApiTests(PostgresFixture postgres)
{
    [Fact]
    public async Task OpenApi_NamesEveryRouteMeasureAndSlicer_AndEachRouteAnswers()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, region: "22130");
        await site.Star.ReferralAsync(20080501, region: "22203");
        await site.Star.PublishAsync();
        var catalog = ModelCatalog.Load();

        var document = await site.JsonAsync("/openapi/v1.json");

        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            var get = path.Value.GetProperty("get");
            var address =
                path.Name.Replace("{slicer}", "cluster", StringComparison.Ordinal)
                    .Replace("{batch}", "1", StringComparison.Ordinal)
                    .Replace("{file}", "regions.png?fiscal_year=2008", StringComparison.Ordinal)
                + (
                    get.GetProperty("parameters")
                        .EnumerateArray()
                        .Any(p => p.TryGetProperty("required", out var required) && required.GetBoolean() && p.GetProperty("in").GetString() == "query")
                        ? "?measure=referrals"
                        : ""
                );
            using var answer = await site.Http.GetAsync(address, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, address);
            if (get.GetProperty("responses").GetProperty("200").TryGetProperty("content", out var content))
            {
                Assert.Contains(content.EnumerateObject(), type => type.Name == answer.Content.Headers.ContentType!.MediaType);
            }

            // A parameter that stands there is known to the route, and one that does not is refused by name.
            foreach (
                var parameter in get.GetProperty("parameters")
                    .EnumerateArray()
                    .Where(p => p.GetProperty("in").GetString() == "query")
                    .Select(p => p.GetProperty("name").GetString()!)
            )
            {
                var problem = await ProblemAsync(site, address, parameter);
                Assert.True(
                    problem is null
                        || problem.Value.GetProperty("detail").GetString()!.Contains("There is no such parameter", StringComparison.Ordinal) == false,
                    $"{address} {parameter}"
                );
            }

            Assert.Equal("nonsense", (await ProblemAsync(site, address, "nonsense"))!.Value.GetProperty("parameter").GetString());
        }

        Assert.Equal(14, document.GetProperty("paths").EnumerateObject().Count());
        var parameters = document
            .GetProperty("paths")
            .GetProperty("/api/v1/query")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Superset(catalog.Slicers.Keys.ToHashSet(), parameters.Keys.ToHashSet());
        Assert.Equal(
            MeasureRequest.AllNames(catalog),
            parameters["measure"].GetProperty("schema").GetProperty("items").GetProperty("enum").EnumerateArray().Select(m => m.GetString()!)
        );
    }

    private static async Task<JsonElement?> ProblemAsync(ApiSite site, string address, string parameter)
    {
        using var response = await site.Http.GetAsync(
            $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{parameter}=%3F",
            TestContext.Current.CancellationToken
        );
        return response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement
            : null;
    }
}
