using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Analytics.Dashboard.Visuals;
using Analytics.Tests.Dashboard.Api;
using SkiaSharp;
using UglyToad.PdfPig;

namespace Analytics.Tests.Dashboard.Exports;

/// <summary>The visuals as files, over HTTP on a real server and a real Postgres.</summary>
public class PlotTests(PostgresFixture postgres, Shared shared) : IClassFixture<Shared>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // FY2011: 12 in the west, 8 in the east; the year before 15 in the west. The target of the whole year is nobody's bar; the west's is 10.
    private static async Task<ApiSite> SiteAsync(PostgresFixture postgres)
    {
        var site = await ApiSite.CreateAsync(postgres);
        await site.Star.ReferralAsync(20100501, region: "22130");
        await site.Star.OutcomeAsync(20100901, "patent-filed", 15, region: "22130");
        await site.Star.OutcomeAsync(20110901, "patent-filed", 12, region: "22130");
        await site.Star.OutcomeAsync(20110901, "patent-filed", 8, region: "22203");
        await site.Star.TargetAsync(2011, "outcomes", 10, region: "22-west");
        await site.Star.PublishAsync("2012-03-31");
        return site;
    }

    [Theory]
    [InlineData("regions")]
    [InlineData("trend")]
    public async Task Plot_AsPng_HasTwiceTheSheetsPixelsAndIsNotBlank(string name)
    {
        var site = await shared.OfAsync(SiteAsync);

        using var response = await site.Http.GetAsync($"/api/v1/plots/{name}.png?dataset=samples", Cancellation);
        using var picture = SKBitmap.Decode(await response.Content.ReadAsByteArrayAsync(Cancellation));

        Assert.Equal("image/png", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(2400, picture.Width);
        Assert.InRange(picture.Height, 600, 2000);
        var colours = picture.Pixels.CountBy(p => p).ToDictionary(c => c.Key, c => c.Value);
        Assert.True(colours[SKColors.White] > picture.Pixels.Length / 2);
        Assert.True(colours[SKColor.Parse("#0b5cad")] > 1000); // the accent of look.css, which is also the first category
        Assert.True(colours[SKColor.Parse("#fdf3dc")] > 1000); // the badge of synthetic data
    }

    [Fact]
    public async Task Plot_AsSvg_NeedsNoFontAndSaysEverythingInWords()
    {
        var site = await shared.OfAsync(SiteAsync);

        var svg = XDocument.Parse(await site.TextAsync("/api/v1/plots/regions.svg?dataset=samples&fiscal_year=2011&prefecture=22"));

        Assert.Empty(svg.Descendants(Svg + "text"));
        Assert.Equal("地域別の成果件数", svg.Root!.Element(Svg + "title")!.Value);
        Assert.Equal("img", svg.Root.Attribute("role")!.Value);
        var words = svg.Root.Element(Svg + "desc")!.Value.Split('\n');
        Assert.Contains("合成データ", words);
        Assert.Contains("件、2011年度、縦線は目標", words);
        Assert.Contains("都道府県：静岡県", words);
        Assert.Contains("西部：成果件数（件） 12、目標 10、目標比 120.0%", words);
        Assert.Equal("東部：成果件数（件） 8、目標 データなし、目標比 該当なし", words.Single(w => w.StartsWith("東部", StringComparison.Ordinal)));
        Assert.Contains(words, w => w.StartsWith("集計方法（成果件数、発生日による）：", StringComparison.Ordinal));
        Assert.Contains(words, w => w.StartsWith("データの基準日 2012-03-31　公開版 1（2013-04-01 09:00）", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plot_AsPdf_ReadsBackAsText()
    {
        var site = await shared.OfAsync(SiteAsync);

        using var pdf = PdfDocument.Open(await site.Http.GetByteArrayAsync("/api/v1/plots/regions.pdf?dataset=samples&lang=en", Cancellation));
        var text = string.Concat(pdf.GetPage(1).Letters.Select(l => l.Value)).Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal(1, pdf.NumberOfPages);
        foreach (
            var words in new[]
            {
                "Syntheticdata",
                "Outcomesbyregion",
                "Western",
                "12",
                "120.0%oftarget10",
                "Howitiscounted(Outcomes,",
                "Datathrough2012-03-31",
                "Publication1(2013-04-0109:00JST)",
            }
        )
            Assert.Contains(words, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("png")]
    [InlineData("svg")]
    [InlineData("pdf")]
    public async Task Plot_SameQuestion_SameBytesAndNotSentAgain(string format)
    {
        var site = await shared.OfAsync(SiteAsync);
        var address = $"/api/v1/plots/trend.{format}?dataset=samples&lang=en";

        using var first = await site.Http.GetAsync(address, Cancellation);
        using var second = await site.Http.GetAsync(address, Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var third = await site.Http.SendAsync(again, Cancellation);

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(Cancellation), await second.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(HttpStatusCode.NotModified, third.StatusCode);
    }

    [Theory]
    [InlineData("profits.png", 404, "name", "profits", "regions")]
    [InlineData("regions.gif", 404, "format", "gif", "svg")]
    [InlineData("regions", 404, "format", "", "png")]
    [InlineData("regions.png?colour=red", 400, "colour", "red", "fiscal_year")]
    [InlineData("regions.png?fiscal_year=1899", 400, "fiscal_year", "1899", "2010–2011")]
    [InlineData("regions.png?measure=profit", 400, "measure", "profit", "outcomes")]
    [InlineData("regions.png?publication=7", 400, "publication", "7", "1")]
    [InlineData("regions.png?dataset=nowhere", 400, "dataset", "nowhere", "samples")]
    [InlineData("regions.png?subregion=nowhere", 400, "subregion", "nowhere", "22-west")]
    [InlineData("region-summary.png", 404, "name", "region-summary", null)]
    [InlineData("regions.png?dataset=ledgers", 404, "dataset", "ledgers", null)]
    public async Task Plot_ThatCannotBeDrawn_SaysWhyAndWhatCan(string address, int status, string parameter, string value, string? allowed)
    {
        var site = await shared.OfAsync(SiteAsync);

        using var response = await site.Http.GetAsync($"/api/v1/plots/{address}", Cancellation);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((parameter, value), (problem.GetProperty("parameter").GetString(), problem.GetProperty("value").GetString()));
        if (allowed is not null)
            Assert.Contains(problem.GetProperty("allowed").EnumerateArray(), a => a.GetString() == allowed);
    }

    [Fact]
    public async Task Plot_NothingToShow_IsNotThereWithTheReason()
    {
        await using var site = await SiteAsync(postgres);
        await site.Star.EngagementAsync(20110701, "joint-research", region: "22130");
        await site.Star.PublishAsync("2012-03-31");

        // Of no referral there is no rate.
        using var response = await site.Http.GetAsync(
            "/api/v1/plots/regions.svg?dataset=samples&fiscal_year=2011&measure=conversion_rate&lang=en",
            Cancellation
        );

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("No data matches these filters in FY2011.", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plots_List_NamesEveryRecipe()
    {
        var site = await shared.OfAsync(SiteAsync);

        var list = await site.JsonAsync("/api/v1/plots");

        Assert.Equal(
            VisualRecipe.All.Keys.Order(StringComparer.Ordinal),
            list.GetProperty("plots").EnumerateArray().Select(p => p.GetProperty("name").GetString())
        );
        Assert.Equal(["png", "svg", "pdf"], list.GetProperty("formats").EnumerateArray().Select(f => f.GetString()));
    }

    [Fact]
    public async Task OpenApi_TellsOfPlotsAndWorkbooks()
    {
        var site = await shared.OfAsync(SiteAsync);

        var paths = (await site.JsonAsync("/openapi/v1.json")).GetProperty("paths");

        var plot = paths
            .GetProperty("/api/v1/plots/{file}")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Contains(plot["file"].GetProperty("schema").GetProperty("enum").EnumerateArray(), n => n.GetString() == "trend.svg");
        Assert.Contains("cluster", plot.Keys);
        var query = paths
            .GetProperty("/api/v1/query")
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .Single(p => p.GetProperty("name").GetString() == "format");
        Assert.Equal(["json", "csv", "xlsx", "parquet"], query.GetProperty("schema").GetProperty("enum").EnumerateArray().Select(f => f.GetString()));
    }
}
