using System.Globalization;
using System.Security.Cryptography;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Questions;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET plots</c>: the visuals that can be drawn; <c>GET plots/NAME.png|svg|pdf</c>: one of them, drawn from the same address, the same inquiry and the same
/// visual as on the pages.
/// </summary>
internal static class PlotsRoute
{
    /// <summary>Parameters beside the slicers.</summary>
    public static readonly IReadOnlyList<string> Parameters = [PageQuestion.DatasetName, PageQuestion.YearName, Inquiry.MeasureName, PageQuestion.PublicationName, ApiLanguage.Parameter];

    // The width of the picture alone, without the words of a sheet, as pages print it; theirs only.
    private const string PaperName = "paper";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/plots", (HttpContext http) =>
        {
            _ = new ApiParameters(http);
            return ApiJson.Of(new { formats = PlotFile.All.Keys, plots = VisualRecipe.All.Keys.Order(StringComparer.Ordinal).Select(name => new { name }) });
        });
        api.MapGet("/plots/{file}", DrawAsync);
    }

    private static async Task<IResult> DrawAsync(string file, HttpContext http, RecentAnswers answers, QueryParser parser, AgreementDays agreements, VisitorScope visitor, IConfiguration configuration, PlotPress press)
    {
        var (name, format) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file).TrimStart('.'));
        var recipe = VisualRecipe.All.GetValueOrDefault(name)
            ?? throw new NotThereException("name", name, new("その名前の図はありません。", "There is no such plot."), [.. VisualRecipe.All.Keys.Order(StringComparer.Ordinal)]);
        var kind = PlotFile.All.GetValueOrDefault(format)
            ?? throw new NotThereException("format", format, new("その形式はありません。", "There is no such format."), [.. PlotFile.All.Keys]);
        var inquiry = await InquiryOfAsync(http, recipe, answers, parser, agreements, visitor, configuration);
        var visual = recipe.AppliesTo(inquiry) ? await recipe.ComposeAsync(inquiry) : null;
        if (visual is not { Picture: not null, EmptyReason: null }) throw new NotThereException("name", name, WhyNot(visual), []);
        var width = PaperWidthOf(http, kind);
        var bytes = await press.DrawAsync(() => width is { } paper ? PaperPicture.Draw(name, visual, paper) : kind.Draw(new(visual, inquiry)), http.RequestAborted);
        http.Response.Headers.CacheControl = "no-cache";
        return Results.File(bytes, kind.ContentType, $"{name}-{visual.Result.Dataset}-publication-{visual.Result.Publication}.{format}",
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\""));
    }

    private static async Task<Inquiry> InquiryOfAsync(HttpContext http, VisualRecipe recipe, RecentAnswers answers, QueryParser parser, AgreementDays agreements, VisitorScope visitor, IConfiguration configuration)
    {
        IReadOnlyList<string> known = [.. Parameters, PaperName, .. recipe.Parameters, .. parser.FilterNames.Except(Parameters)];
        var faults = http.Request.Query.Where(p => !known.Contains(p.Key)).Select(p => new QueryFault(p.Key, p.Value.ToString(), new("そのようなパラメーターはありません。", "There is no such parameter."), known)).ToList();
        if (faults.Count > 0) throw new BadRequestException(faults);
        var texts = Texts.Of(ApiLanguage.Of(http));
        var address = Address.Of(http.Request.GetEncodedUrl());
        var datasets = await answers.DatasetsAsync(address);
        var question = PageQuestion.Of(address, datasets, answers.Catalog, visitor.Current, configuration[DatasetSummary.DefaultSetting]);
        var dataset = question.Dataset;
        if (dataset.IsEmpty || dataset.Measures.Count == 0) throw new NotThereException(PageQuestion.DatasetName, dataset.Code, new("このデータセットにはまだデータがありません。", "This dataset has no data yet."), []);
        if (question.Address.First(Inquiry.MeasureName) is { } measure && !dataset.Measures.Contains(measure))
            throw new BadRequestException(Inquiry.MeasureName, measure, new("このデータセットにはない指標です。", "This dataset has no such measure."), dataset.Measures);
        return await Inquiry.OfAsync(question, datasets, texts, new(answers, new Asker(http.RequestAborted)), agreements);
    }

    private static int? PaperWidthOf(HttpContext http, PlotFile kind) => http.Request.Query[PaperName] is not [{ } asked] ? null
        : kind.Format == "svg" && int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width is >= PaperPicture.Narrowest and <= PaperPicture.Widest ? width
        : throw new BadRequestException(PaperName, asked, new($"SVGの幅を{PaperPicture.Narrowest}から{PaperPicture.Widest}までで指定してください。", $"The width of an SVG is needed, from {PaperPicture.Narrowest} to {PaperPicture.Widest}."), []);

    private static Bilingual WhyNot(Visual? visual) => visual switch
    {
        null => new("この条件では、比べるものがありません。", "With these choices there is nothing to compare."),
        { EmptyReason: { } reason } => new(reason, reason), // already in the reader's language
        _ => new("これは表だけで、図はありません。データは query で取り出せます。", "This is a table without a picture. Its data come from query."),
    };
}
