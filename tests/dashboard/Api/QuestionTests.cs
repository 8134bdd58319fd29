using System.Net;
using System.Text.Json;
using Analytics.Dashboard.Api;
using Analytics.Dashboard.Client;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Parquet;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>The question language over HTTP, asked by the client: what is answered, what is refused, what is not sent twice.</summary>
public class QuestionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Query_WithTheWholeLanguage_IsAnswered()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        foreach (var (date, branch) in new[] { (20080501, "101"), (20080502, "101"), (20090501, "102"), (20090502, "103"), (20100501, "104") })
        {
            await site.Star.ReferralAsync(date, branch: branch);
        }

        await site.Star.PublishAsync();

        var answer = await site.Client.AskAsync(
            AnalyticsQuery.Of("referrals").By("branch").Between("fiscal_year", "2008", "2009").Not("branch", "0149-103").Top(1, others: true).In("samples")
        );
        Assert.Equal(["0149-101=2", "others=1"], answer.Rows.Select(r => $"{r.Code("branch")}={r.Figure("referrals")}"));
        Assert.Equal(("Others", 3m, "postgres", 1), (answer.Rows[1].Label("branch"), answer.Totals.Figure("referrals"), answer.Engine, answer.Publication));
        Assert.Equal(["top"], answer.Notes);

        var page = await site.Client.AskAsync(AnalyticsQuery.Of("referrals").By("branch").SortedBy("referrals", descending: true).Page(2, 3));
        Assert.Equal((4, 1), (page.Total, page.Rows.Count));
    }

    [Fact]
    public async Task Answer_ThatTheCallerHolds_IsNotComputedAgain_UntilTheNextPublication()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        var query = AnalyticsQuery.Of("referrals").Where("fiscal_year", "2008");

        Assert.Equal((false, 1m), await Asked());
        // Whoever may read no fact any more still learns that nothing has changed.
        await site.Star.ExecuteAsync("revoke select on mart.fct_referrals from analytics_reader");
        Assert.Equal((true, 1m), await Asked());
        await site.Star.ExecuteAsync("grant select on mart.fct_referrals to analytics_reader");
        await site.Star.ReferralAsync(20080502);
        await site.Star.PublishAsync();
        Assert.Equal((false, 2m), await Asked());

        async Task<(bool, decimal?)> Asked()
        {
            var answer = await site.Client.AskAsync(query);
            return (answer.IsFromMemory, answer.Totals.Figure("referrals"));
        }
    }

    [Fact]
    public async Task Tags_OfWhatIsAnsweredOtherwise_Differ()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await using var narrow = await ApiSite.CreateAsync(postgres, new Scope { Banks = ["0149"] });
        await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        await narrow.Star.PublishAsync();
        string[] addresses =
        [
            "measure=referrals",
            "measure=referrals&lang=en",
            "measure=referrals&format=csv",
            "measure=referrals&fiscal_year=2008",
            "measure=referrals&fiscal_year.not=2008",
            "measure=outcomes",
        ];

        var tags = await Task.WhenAll(addresses.Select(address => TagAsync(site, address)).Append(TagAsync(narrow, addresses[0])));

        Assert.Equal(7, tags.Distinct().Count());
        Assert.All(tags, tag => Assert.Matches("^\"[0-9a-f]{32}\"$", tag));
        // Values in another order ask the same.
        Assert.Equal(await TagAsync(site, "measure=referrals&bank=1&bank=2"), await TagAsync(site, "bank=2&bank=1&measure=referrals"));
        // What is refused has none.
        using var refused = await site.Http.GetAsync("/api/v1/query?measure=referrals&by=bank&page=9");
        Assert.Equal((HttpStatusCode.BadRequest, null), (refused.StatusCode, refused.Headers.ETag));

        static async Task<string> TagAsync(ApiSite site, string address)
        {
            using var response = await site.Http.GetAsync("/api/v1/query?" + address);
            Assert.StartsWith("engine;desc=\"postgres\";dur=", Assert.Single(response.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);
            return response.Headers.ETag!.ToString();
        }
    }

    [Fact]
    public async Task Parquet_HasTypedColumnsStatesAndWhatItIs()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.DollarDatasetAsync("usa");
        await site.Star.EngagementAsync(20080601, "joint-research", contract: 12_345_678_901_234_501, dataset: "usa");
        await site.Star.EngagementAsync(20090601, "joint-research", contract: 150, dataset: "usa");
        await site.Star.PublishAsync("2009-06-30");

        var bytes = await site.Client.FileAsync(AnalyticsQuery.Of("engagements", "contract_amount", "outcomes").By("fiscal_year").In("usa"), "parquet");

        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes));
        Assert.Equal(
            "fiscal_year String, fiscal_year_label String, engagements Int64, engagements_state String, contract_amount Decimal, contract_amount_state String, outcomes Int64, outcomes_state String",
            string.Join(", ", reader.Schema.DataFields.Select(f => $"{f.Name} {(IsText(f) ? "String" : f.ClrType.Name)}"))
        );
        var table = await ReadAsync(reader);
        Assert.Equal(["2008", "2009"], table["fiscal_year"]);
        Assert.Equal([1L, 1L], table["engagements"]);
        Assert.Equal([123_456_789_012_345.01m, 1.50m], table["contract_amount"]);
        Assert.Equal(["value", "provisional"], table["contract_amount_state"]);
        Assert.Equal([null, null], table["outcomes"]);
        Assert.Equal(["no_data", "no_data"], table["outcomes_state"]);
        Assert.Equal(
            ("usa", "1", "2009-06-30", "false", "USD"),
            (
                reader.CustomMetadata["dataset"],
                reader.CustomMetadata["publication"],
                reader.CustomMetadata["data_through"],
                reader.CustomMetadata["synthetic"],
                reader.CustomMetadata["currency"]
            )
        );
        Assert.Contains(ModelCatalog.Load().Measures["contract_amount"].Definition, reader.CustomMetadata["definitions"], StringComparison.Ordinal);

        // An answer without rows is a file without rows.
        var empty = await site.Client.FileAsync(AnalyticsQuery.Of("engagements").By("bank").Where("fiscal_year", "1999").In("usa"), "parquet");
        await using var emptyReader = await ParquetReader.CreateAsync(new MemoryStream(empty));
        Assert.Equal(4, emptyReader.Schema.DataFields.Length);
    }

    [Theory]
    [InlineData("query?measure=profit", "measure")]
    [InlineData("query?measure=referrals&by=planet", "by")]
    [InlineData("query?measure=referrals&fiscal_year.from=2010&fiscal_year.to=2009", "fiscal_year.to")]
    [InlineData("query?measure=referrals&top=3", "top")]
    [InlineData("query?measure=referrals&format=docx", "format")]
    [InlineData("query/explain?measure=profit", "measure")]
    [InlineData("rows?measure=profit", "measure")]
    public async Task BadQuestion_IsRefused_WithoutADatabase(string path, string parameter)
    {
        await using var app = await NoDatabaseAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        using var response = await http.GetAsync("/api/v1/" + path);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((HttpStatusCode.BadRequest, parameter), (response.StatusCode, problem.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task TooMuch_IsRefused_WithoutADatabase()
    {
        await using var app = await NoDatabaseAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var client = new AnalyticsClient(http, "en");

        var many = await Assert.ThrowsAsync<AnalyticsProblemException>(() =>
            client.AskAsync(AnalyticsQuery.Of("referrals").Where("bank", Enumerable.Range(0, 2000).Select(n => $"{n}")))
        );
        Assert.Equal((400, "bank", "2000"), (many.Problem.Status, many.Problem.Parameter, many.Problem.Value));
        var tooLong = await Assert.ThrowsAsync<AnalyticsProblemException>(() =>
            client.AskAsync(AnalyticsQuery.Of("referrals").Where("branch", Enumerable.Range(0, 10_000).Select(n => $"{n}")))
        );
        Assert.Equal((414, "≤ 32768"), (tooLong.Problem.Status, tooLong.Problem.Allowed![0]));
    }

    [Fact]
    public async Task Explain_TellsEngineDefinitionAndTheSqlThatGivesTheFigure()
    {
        await using var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20080501);
        await site.Star.ReferralAsync(20090501);
        await site.Star.PublishAsync();

        var explained = await site.Client.ExplainAsync(AnalyticsQuery.Of("referrals").Where("fiscal_year", "2008").In("samples"));

        Assert.Equal(
            ("postgres", 1, 2),
            (explained.GetProperty("engine").GetString(), explained.GetProperty("publication").GetInt32(), explained.GetProperty("rowsScanned").GetInt32())
        );
        Assert.Equal("""{"used":2,"rejected":3,"waiting":2}""", explained.GetProperty("counts").GetRawText());
        Assert.Equal(ModelCatalog.Load().Measures["referrals"].Definition, explained.GetProperty("measures")[0].GetProperty("definition").GetString());
        var statement = Assert.Single(explained.GetProperty("statements").EnumerateArray());
        await using var command = site.Star.Warehouse.Reader.CreateCommand(statement.GetProperty("sql").GetString()!);
        foreach (var parameter in statement.GetProperty("parameters").EnumerateObject())
        {
            command.Parameters.AddWithValue(
                parameter.Name,
                parameter.Value.ValueKind == JsonValueKind.Array
                    ? parameter.Value.EnumerateArray().Select(v => v.GetString()!).ToArray()
                    : parameter.Value.GetInt32()
            );
        }

        Assert.Equal(1m, await command.ExecuteScalarAsync());
    }

    private static async Task<WebApplication> NoDatabaseAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // Nobody listens there: whoever asked it would fail.
        builder
            .Services.AddSingleton(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Password=nothing;Database=nowhere;Timeout=1"))
            .AddModel()
            .AddApi()
            .AddPlots();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapApi();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    // A reader's texts are memory.
    private static bool IsText(Parquet.Schema.DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>);

    private static async Task<Dictionary<string, object?[]>> ReadAsync(ParquetReader reader)
    {
        var table = new Dictionary<string, object?[]>();
        using var rows = reader.OpenRowGroupReader(0);
        foreach (var field in reader.Schema.DataFields)
        {
            table[field.Name] =
                IsText(field) ? [.. await Texts(field)]
                : field.ClrType == typeof(long) ? [.. await Figures<long>(field)]
                : [.. await Figures<decimal>(field)];
        }

        return table;

        async Task<IEnumerable<object?>> Figures<T>(Parquet.Schema.DataField field)
            where T : struct
        {
            var values = new T?[rows.RowCount];
            await rows.ReadAsync<T>(field, values.AsMemory());
            return values.Select(v => (object?)v);
        }

        async Task<IEnumerable<object?>> Texts(Parquet.Schema.DataField field)
        {
            var values = new string?[rows.RowCount];
            await rows.ReadAsync(field, values.AsMemory());
            return values;
        }
    }
}
