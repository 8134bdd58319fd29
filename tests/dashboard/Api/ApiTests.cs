using System.Net;
using System.Text.Json;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>The API over HTTP on a real server and a real Postgres.</summary>
public class ApiTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    private static async Task<ApiSite> OneReferralAsync(PostgresFixture postgres)
    {
        var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        return site;
    }

    [Fact]
    public async Task Query_JsonIsExactlyAsTheSurfaceDrawsIt()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, clusters: "photon-valley pharma-valley");
        await site.Star.ReferralAsync(20080601, clusters: "photon-valley");
        await site.Star.PublishAsync("2008-09-30");
        var definition = ModelCatalog.Load().Measures["referrals"].Definition;

        var text = await site.TextAsync("/api/v1/query?measure=referrals&measure=outcomes&by=cluster&fiscal_year=2008&dataset=samples");

        Assert.Equal(
            """
            {"dataset":"samples","asOf":"2013-04-01T00:00:00Z","dataThrough":"2008-09-30","publication":1,"synthetic":true,"counts":{"used":2,"rejected":3,"waiting":2},"columns":[
            {"name":"cluster","label":"クラスター","unit":null,"role":"slicer","definition":null},
            {"name":"cluster_label","label":"クラスター","unit":null,"role":"label","definition":null},
            {"name":"referrals","label":"紹介件数","unit":"cases","role":"measure","definition":"DEFINITION1"},
            {"name":"outcomes","label":"成果件数","unit":"cases","role":"measure","definition":"DEFINITION2"}],
            "rows":[{"cluster":"photon-valley","cluster_label":"フォトンバレー","referrals":2,"outcomes":null},{"cluster":"pharma-valley","cluster_label":"ファルマバレー","referrals":1,"outcomes":null}],
            "totals":{"referrals":2,"outcomes":null},
            "states":[{"row":0,"column":"referrals","state":"provisional"},{"row":0,"column":"outcomes","state":"no_data"},
            {"row":1,"column":"referrals","state":"provisional"},{"row":1,"column":"outcomes","state":"no_data"},
            {"row":null,"column":"referrals","state":"provisional"},{"row":null,"column":"outcomes","state":"no_data"}],
            "notes":[{"code":"overlap","text":"紹介件数：行は重複を含みます（行の合計 3、総数 2）。"}],"engine":"postgres"}
            """.Replace("\n", "", StringComparison.Ordinal).Replace("DEFINITION1", definition, StringComparison.Ordinal).Replace(
                "DEFINITION2",
                ModelCatalog.Load().Measures["outcomes"].Definition,
                StringComparison.Ordinal
            ),
            text
        );
    }

    [Theory]
    [InlineData("batches?dataset=%00", "dataset")]
    [InlineData("rejects?dataset=a%00b", "dataset")]
    [InlineData("rejects?layout=ledger&dataset=samples&source=%00", "source")]
    [InlineData("publications?x%00y=1", "x\0y")]
    [InlineData("query?measure=referrals&technology_field=%00", "technology_field")]
    [InlineData("query/explain?measure=%00", "measure")]
    [InlineData("rows?measure=referrals&bank=%00", "bank")]
    [InlineData("plots/trend.svg?dataset=%00", "dataset")]
    public async Task Parameter_WithANulCharacter_IsNamed(string address, string parameter)
    {
        var site = await shared.OfAsync(OneReferralAsync);
        using var response = await site.Http.GetAsync(new Uri("/api/v1/" + address, UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(parameter, problem.RootElement.GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task Members_AsLongAsALedgerMayBring_AreListedAndCanBeFilteredBy_LongerOnesAreNamed()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        var longest = string.Concat(Enumerable.Repeat("𠮷", 200));
        await site.Star.ReferralAsync(20080501, field: longest);
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();

        var listed = (await site.JsonAsync("/api/v1/query?measure=referrals&by=technology_field"))
            .GetProperty("rows")
            .EnumerateArray()
            .Select(row => row.GetProperty("technology_field").GetString()!)
            .ToList();
        Assert.Equal(2, listed.Count);
        Assert.Contains(longest, listed);
        foreach (var code in listed)
            Assert.Equal(
                1,
                (await site.JsonAsync($"/api/v1/query?measure=referrals&technology_field={Uri.EscapeDataString(code)}"))
                    .GetProperty("totals")
                    .GetProperty("referrals")
                    .GetInt32()
            );

        using var refused = await site.Http.GetAsync(
            new Uri($"/api/v1/query?measure=referrals&technology_field={new string('x', 300)}", UriKind.Relative),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("technology_field", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WithoutBy_HasOneRowEqualToTheTotals()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501);
        await site.Star.TargetAsync(2008, "referrals", 3);
        await site.Star.PublishAsync();

        var json = await site.JsonAsync("/api/v1/query?measure=referrals&measure=referrals.target_attainment&fiscal_year=2008&lang=en");

        Assert.Equal(1, json.GetProperty("rows").GetArrayLength());
        Assert.Equal(json.GetProperty("totals").GetRawText(), json.GetProperty("rows")[0].GetRawText());
        Assert.Equal(33.3, json.GetProperty("totals").GetProperty("referrals.target_attainment").GetDouble(), 1);
        Assert.Equal("Referrals", json.GetProperty("columns")[0].GetProperty("label").GetString());
        Assert.Equal("percent", json.GetProperty("columns")[1].GetProperty("unit").GetString());
    }

    [Fact]
    public async Task Query_OfARatio_AddsItsParts()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, engaged: 20080601);
        await site.Star.ReferralAsync(20080501);
        await site.Star.ReferralAsync(20120501);
        await site.Star.EngagementAsync(20080601, "consultation");
        await site.Star.PublishAsync();

        var json = await site.JsonAsync(
            "/api/v1/query?measure=referrals&measure=conversion_rate&by=fiscal_year&fiscal_year=2008&fiscal_year=2010&fiscal_year=2012"
        );

        Assert.Equal("percent", json.GetProperty("columns")[3].GetProperty("unit").GetString());
        Assert.Equal(50, json.GetProperty("rows")[0].GetProperty("conversion_rate").GetDecimal());
        Assert.Equal(
            """[{"row":1,"column":"conversion_rate","state":"not_applicable"},{"row":2,"column":"conversion_rate","state":"immature"},{"row":null,"column":"conversion_rate","state":"immature"}]""",
            json.GetProperty("states").GetRawText()
        );
        Assert.Equal(
            """[{"row":0,"column":"conversion_rate","part":1,"base":2},{"row":2,"column":"conversion_rate","part":0,"base":1},{"row":null,"column":"conversion_rate","part":1,"base":3}]""",
            json.GetProperty("parts").GetRawText()
        );
    }

    [Fact]
    public async Task Query_EmptyLedgers_AnswerWithEmptyRows()
    {
        await using var site = await ApiSite.CreateAsync(postgres);

        var json = await site.JsonAsync("/api/v1/query?measure=referrals&by=cluster&dataset=ledgers");

        Assert.Equal(0, json.GetProperty("rows").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("dataThrough").ValueKind);
        Assert.Equal("no_data", json.GetProperty("states")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("query", "measure", null, "referrals")]
    [InlineData("query?measure=profit", "measure", "profit", "referrals")]
    [InlineData("query?measure=referrals&format=docx", "format", "docx", "xlsx")]
    [InlineData("query?measure=referrals&lang=fr", "lang", "fr", "en")]
    [InlineData("query?measure=referrals&colour=red", "colour", "red", "cluster")]
    [InlineData("query?measure=referrals&publication=9", "publication", "9", "1")]
    [InlineData("query?measure=referrals&dataset=nowhere", "dataset", "nowhere", "samples")]
    [InlineData("query?measure=referrals&fiscal_year=%27%3B+drop+table+mart.fct_referrals", "fiscal_year", "'; drop table mart.fct_referrals", "2008")]
    [InlineData("slicers/planet", "slicer", "planet", "cluster")]
    [InlineData("rejects?kind=nice", "kind", "nice", "waiting")]
    [InlineData("rejects?batch=x", "batch", "x", "1–2147483647")]
    [InlineData("batches?page=0", "page", "0", "1–2147483647")]
    [InlineData("batches?size=1001", "size", "1001", "1–1000")]
    [InlineData("publications?dataset=samples", "dataset", "samples", "page")]
    [InlineData("datasets?x=1", "x", "1", "lang")]
    public async Task BadRequest_NamesParameterValueAndWhatIsAllowed(string path, string parameter, string? value, string allowed)
    {
        var site = await shared.OfAsync(OneReferralAsync);

        using var response = await site.Http.GetAsync("/api/v1/" + path, TestContext.Current.CancellationToken);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            (400, parameter, value),
            (problem.GetProperty("status").GetInt32(), problem.GetProperty("parameter").GetString(), problem.GetProperty("value").GetString())
        );
        Assert.Contains(allowed, problem.GetProperty("allowed").EnumerateArray().Select(a => a.GetString()));
        Assert.Contains(parameter, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        // A client finds every fault in one place, however many there are.
        Assert.Equal(parameter, Assert.Single(problem.GetProperty("faults").EnumerateArray()).GetProperty("parameter").GetString());
    }

    [Fact]
    public async Task FailureInside_TellsNothingOfTheServer()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ExecuteAsync("revoke select on audit.publications from analytics_reader");

        using var response = await site.Http.GetAsync("/api/v1/publications", TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("permission", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalogue_DatasetsMeasuresSlicers_AreListed()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501, clusters: "photon-valley");
        await site.Star.PublishAsync();

        var datasets = await site.JsonAsync("/api/v1/datasets");
        Assert.Equal("samples", datasets.GetProperty("default").GetString());
        var samples = datasets.GetProperty("datasets").EnumerateArray().Single(d => d.GetProperty("code").GetString() == "samples");
        Assert.Equal(["referrals", "companies_referred", "open_referrals"], samples.GetProperty("measures").EnumerateArray().Select(m => m.GetString()));
        Assert.Equal("2013-03-31", samples.GetProperty("dataThrough").GetString());

        var measures = (await site.JsonAsync("/api/v1/measures?lang=en"))
            .GetProperty("measures")
            .EnumerateArray()
            .ToDictionary(m => m.GetProperty("name").GetString()!);
        Assert.Equal(ModelCatalog.Load().Measures["jobs"].Description.En, measures["jobs"].GetProperty("description").GetString());
        Assert.Equal("cohort", measures["referrals"].GetProperty("timeBasis").GetString());

        var slicers = (await site.JsonAsync("/api/v1/slicers")).GetProperty("slicers").EnumerateArray().ToDictionary(s => s.GetProperty("name").GetString()!);
        Assert.True(slicers["cluster"].GetProperty("overlaps").GetBoolean());
        Assert.False(slicers["bank"].GetProperty("overlaps").GetBoolean());
        var members = (await site.JsonAsync("/api/v1/slicers/cluster?lang=en")).GetProperty("members");
        Assert.Equal("""[{"code":"photon-valley","label":"Photon Valley"}]""", members.GetRawText());
    }

    [Fact]
    public async Task Audit_BatchesRejectsPublications_ComePageByPage()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.PublishAsync();
        await site.Star.PublishAsync();
        await site.Star.ExecuteAsync(
            """
            insert into audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, published_from, published_to)
            select kind, 'load', 'samples', 1, null, line, '紹介日', '2月30日', 'date', '日付ではありません', 'No date', '直してください', 'Mend it', 1, until
            from (values ('rejected', 5, 2147483647), ('rejected', 9, 2147483647), ('rejected', 7, 2), ('warning', 8, 2147483647)) v (kind, line, until)
            """
        );

        var rejects = await site.JsonAsync("/api/v1/rejects?batch=1&size=1&page=2&lang=en");
        Assert.Equal((2, 1, 2), (rejects.GetProperty("page").GetInt32(), rejects.GetProperty("size").GetInt32(), rejects.GetProperty("total").GetInt32()));
        var reject = Assert.Single(rejects.GetProperty("rejects").EnumerateArray());
        Assert.Equal(
            (9, "紹介日", "2月30日", "No date", "Mend it"),
            (
                reject.GetProperty("line").GetInt32(),
                reject.GetProperty("column").GetString(),
                reject.GetProperty("value").GetString(),
                reject.GetProperty("reason").GetString(),
                reject.GetProperty("mend").GetString()
            )
        );
        Assert.Equal(2, (await site.JsonAsync("/api/v1/rejects?page=99")).GetProperty("total").GetInt32());
        Assert.Equal(8, (await site.JsonAsync("/api/v1/rejects?kind=warning")).GetProperty("rejects")[0].GetProperty("line").GetInt32());
        var batch = (await site.JsonAsync("/api/v1/batches?state=loaded&dataset=samples")).GetProperty("batches")[0];
        Assert.Equal("test.csv", batch.GetProperty("file").GetString());
        // Lines 5 and 9 are rejected now, 7 was mended; what is not published is not told apart.
        Assert.Equal(
            """{"read":0,"loaded":0,"new":null,"revised":null,"unchanged":null,"rejected":0,"rejectedNow":2,"waiting":0,"skipped":{}}""",
            batch.GetProperty("rows").GetRawText()
        );
        Assert.Equal(
            [2, 1],
            (await site.JsonAsync("/api/v1/publications")).GetProperty("publications").EnumerateArray().Select(p => p.GetProperty("publication").GetInt32())
        );
    }
}
