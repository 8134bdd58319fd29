using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Dashboard.Api;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Tests.Dashboard.Api;
using Analytics.Tests.Dashboard.Questions;
using Analytics.Tests.Sql.Model;

namespace Analytics.Tests.Dashboard.Pages;

/// <summary>Whatever a page asks can be asked of the API, which answers with the same figures.</summary>
public class QuestionsOfPagesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string[] Addresses =
    [
        "/",
        "/regions",
        "/clusters",
        "/industries",
        "/review",
        "/?fiscal_year=2010&prefecture=22",
        "/?measure=contract_amount&fiscal_year.from=2010&cluster.not=none",
        "/regions?measure=referrals&area=tokai",
        "/clusters?industry_division=E",
        "/industries?measure=companies_referred",
        "/regions/branch?bank=0149",
        "/review?fiscal_year=2010",
    ];

    [Fact]
    public async Task EveryQuestionOfEveryPage_IsAnsweredByTheApi_WithTheSameFigures()
    {
        GatedModel? model = null;
        await using var site = await ApiSite.CreateAsync(postgres, around: inner => model = new GatedModel(inner, isOpen: true), withPages: true);
        await FillAsync(site.Star);
        foreach (var address in Addresses)
        {
            using var page = await site.Http.GetAsync(address, Cancellation);
            Assert.True(page.IsSuccessStatusCode, $"{address}: {page.StatusCode}");
        }

        var asked = model!.Turns.SelectMany(turn => turn).DistinctBy(query => query.CanonicalText()).ToList();
        var expected = await SemanticModel.Direct(site.Star.Warehouse.Reader, ModelCatalog.Load()).AnswerAsync(asked, Cancellation);

        Assert.InRange(asked.Count, 50, 2_000);
        foreach (var (query, answered) in asked.Zip(expected))
        {
            var address = $"/api/v1/query?{string.Join('&', query.Parameters().Select(p => $"{p.Key}={Uri.EscapeDataString(p.Value)}"))}&lang=en";
            using var response = await site.Http.GetAsync(address, Cancellation);
            var json = await response.Content.ReadAsStringAsync(Cancellation);
            Assert.True(response.IsSuccessStatusCode == answered.Result is not null, $"{address}: {json}");
            if (answered.Result is { } result)
                Assert.Equal(JsonSerializer.Serialize(ResultJson.Of(result, "en"), ApiJson.Options), JsonNode.Parse(json)!.ToJsonString(ApiJson.Options));
        }
    }

    private static async Task FillAsync(Star star)
    {
        var west = await star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley");
        var east = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley");
        await star.ReferralAsync(20111001, region: "22100");
        await star.EngagementAsync(20110701, "joint-research", west, contract: 412_500_000, region: "22130");
        await star.OutcomeAsync(20100901, "patent-filed", 15, referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "product", 2, verification: "verified", referral: east, region: "22203");
        await star.TargetAsync(2011, "outcomes", 16);
        await star.PublishAsync("2012-03-31");
    }
}
