using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Analytics.Tests.Sql.Model;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Microsoft.Playwright;
using Sylvan.Data.Csv;
using UglyToad.PdfPig;

namespace Analytics.Tests;

/// <summary>One inquiry, read from wherever it can be read: page, table, CSV, XLSX, plot and API say the same.</summary>
public partial class SameFiguresTests(PostgresFixture postgres, BrowserFixture browser)
{
    // FY2011 by cluster: Photon Valley 12 + 8, Pharma Valley 8 (the second referral stands in both), no cluster 5; together 25.
    private static readonly Dictionary<string, decimal> Expected = new()
    {
        ["フォトンバレー"] = 20,
        ["ファルマバレー"] = 8,
        ["クラスターなし"] = 5,
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clusters_PageTableCsvXlsxPlotAndApi_SayTheSame()
    {
        await using var star = await Star.CreateAsync(postgres);
        var west = await star.ReferralAsync(20100501, region: "22130", clusters: "photon-valley");
        var east = await star.ReferralAsync(20110601, region: "22203", clusters: "pharma-valley photon-valley");
        var none = await star.ReferralAsync(20110701, region: "22100");
        await star.OutcomeAsync(20110901, "patent-filed", 12, referral: west, region: "22130");
        await star.OutcomeAsync(20110901, "patent-filed", 8, referral: east, region: "22203");
        await star.OutcomeAsync(20120301, "patent-filed", 5, referral: none, region: "22100");
        await star.OutcomeAsync(20100901, "patent-filed", 99, referral: west, region: "22130");
        await star.PublishAsync("2012-03-31");
        await using var site = await DashboardSite.StartAsync(star.Warehouse, browser, Cancellation);
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await site.OpenPageAsync();
        await page.GotoAsync(new Uri(site.Address, "?dataset=samples&fiscal_year=2011").ToString());
        await page.Locator(".slicers[data-alive]").WaitForAsync(); // before, what was prerendered is about to be replaced
        var visual = page.Locator("#clusters");
        await Assertions.Expect(visual.Locator(".bars li")).ToHaveCountAsync(3);
        await Assertions.Expect(visual.Locator("tbody tr")).ToHaveCountAsync(3);

        var figures = new Dictionary<string, IReadOnlyDictionary<string, decimal>>
        {
            ["page"] = await PairsAsync(visual.Locator(".bars li"), ".name", "b.num"),
            ["table"] = await PairsAsync(visual.Locator("tbody tr"), "th", "td"),
            ["csv"] = OfCsv(await http.GetStringAsync(await LinkAsync(visual, "format=csv"), Cancellation)),
            ["xlsx"] = OfXlsx(await http.GetByteArrayAsync(await LinkAsync(visual, "format=xlsx"), Cancellation)),
            ["svg"] = OfWords(
                XDocument
                    .Parse(await http.GetStringAsync(await LinkAsync(visual, "clusters.svg"), Cancellation))
                    .Descendants()
                    .Single(e => e.Name.LocalName == "desc")
                    .Value
            ),
            ["pdf"] = OfPdf(
                await http.GetByteArrayAsync((await LinkAsync(visual, "clusters.svg")).Replace(".svg", ".pdf", StringComparison.Ordinal), Cancellation)
            ),
            ["api"] = OfJson(
                await http.GetStringAsync((await LinkAsync(visual, "format=csv")).Replace("format=csv", "format=json", StringComparison.Ordinal), Cancellation)
            ),
        };

        foreach (var (where, read) in figures)
            Assert.Equal((where, Text(Expected)), (where, Text(read)));
    }

    private static string Text(IReadOnlyDictionary<string, decimal> figures) =>
        string.Join(' ', figures.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value:0.##}"));

    private static async Task<string> LinkAsync(ILocator visual, string part) =>
        (await visual.Locator($".exports a[href*='{part}']").GetAttributeAsync("href"))!;

    private static async Task<IReadOnlyDictionary<string, decimal>> PairsAsync(ILocator rows, string name, string figure)
    {
        var pairs = new Dictionary<string, decimal>();
        foreach (var row in await rows.AllAsync())
            pairs.Add((await row.Locator(name).First.TextContentAsync())!.Trim(), Number((await row.Locator(figure).First.TextContentAsync())!));
        return pairs;
    }

    private static Dictionary<string, decimal> OfCsv(string text)
    {
        using var csv = CsvDataReader.Create(new StringReader(text.TrimStart('\uFEFF')));
        var pairs = new Dictionary<string, decimal>();
        while (csv.Read())
            pairs.Add(csv.GetString(csv.GetOrdinal("cluster_label")), csv.GetDecimal(csv.GetOrdinal("outcomes")));
        return pairs;
    }

    private static Dictionary<string, decimal> OfXlsx(byte[] bytes)
    {
        using var book = SpreadsheetDocument.Open(new MemoryStream(bytes), isEditable: false);
        var rows = ((WorksheetPart)book.WorkbookPart!.GetPartById("sheet1"))
            .Worksheet!.Descendants<Row>()
            .Select(r => r.Elements<Cell>().Select(c => c.InnerText).ToList())
            .ToList();
        var (label, figure) = (rows[1].IndexOf("cluster_label"), rows[1].IndexOf("outcomes"));
        return rows.Skip(2).ToDictionary(r => r[label], r => decimal.Parse(r[figure], CultureInfo.InvariantCulture));
    }

    private static Dictionary<string, decimal> OfWords(string words) =>
        words
            .Split('\n')
            .Select(line => Row().Match(line))
            .Where(m => m.Success && Expected.ContainsKey(m.Groups["name"].Value))
            .ToDictionary(m => m.Groups["name"].Value, m => Number(m.Groups["figure"].Value));

    // A figure stands at the right edge, on the line of its label (the page is 842 points wide).
    private static Dictionary<string, decimal> OfPdf(byte[] bytes)
    {
        using var pdf = PdfDocument.Open(bytes);
        var letters = pdf.GetPage(1).Letters;
        var drawn = string.Concat(letters.Select(l => l.Value[..1].Normalize(NormalizationForm.FormKC)));
        return Expected.Keys.ToDictionary(
            name => name,
            name =>
            {
                var line = letters[drawn.IndexOf(name, StringComparison.Ordinal)].StartBaseLine.Y;
                return Number(
                    string.Concat(
                        letters
                            .Where(l => Math.Abs(l.StartBaseLine.Y - line) < 4 && l.StartBaseLine.X > 700)
                            .OrderBy(l => l.StartBaseLine.X)
                            .Select(l => l.Value)
                    )
                );
            }
        );
    }

    private static Dictionary<string, decimal> OfJson(string text) =>
        JsonDocument
            .Parse(text)
            .RootElement.GetProperty("rows")
            .EnumerateArray()
            .ToDictionary(r => r.GetProperty("cluster_label").GetString()!, r => r.GetProperty("outcomes").GetDecimal());

    private static decimal Number(string text) => decimal.Parse(text.Trim(), NumberStyles.Number, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<name>.+)：成果件数（件） (?<figure>[0-9,.]+)")]
    private static partial Regex Row();
}
