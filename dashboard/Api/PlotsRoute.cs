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
/// <c>GET plots</c>: the available visuals; <c>GET plots/NAME.png|svg|pdf</c>: one of them, drawn from the same address, inquiry and visual as on the
/// pages.
/// </summary>
internal sealed class PlotsRoute : IApiRoute
{
    /// <summary>Parameters other than the slicers.</summary>
    public static readonly IReadOnlyList<string> Parameters =
    [
        PageQuestion.DatasetName,
        PageQuestion.YearName,
        Inquiry.MeasureName,
        PageQuestion.PublicationName,
        ApiLanguage.Parameter,
    ];

    // Width of the bare picture, without a sheet's words, as pages print it; for pages only.
    private const string PaperName = "paper";

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/plots",
                (HttpContext http) =>
                {
                    _ = new ApiParameters(http);
                    return ApiJson.Of(new PlotList([.. PlotFile.All.Keys], [.. Names.Select(name => new Plot(name))]));
                }
            )
            .Describe("listPlots", "figures", "Pictures that can be drawn")
            .Produces<PlotList>();
        api.MapGet("/plots/{file}", DrawAsync)
            .Describe(
                "getPlot",
                "figures",
                "A page's picture as a file, of the newest publication; 404 with the reason where there is nothing to draw",
                catalog =>
                    [
                        ApiParameter
                            .Choice(
                                "file",
                                "Name of the picture and kind of file",
                                [.. Names.SelectMany(name => PlotFile.All.Keys.Select(format => $"{name}.{format}"))]
                            )
                            .InPath("regions.png"),
                        ApiParameter.Dataset,
                        ApiParameter.Text(Inquiry.MeasureName, "The measure that the page's pictures are about"),
                        ApiParameter.Whole(PageQuestion.PublicationName, "Must be the newest, where it is given"),
                        .. ApiParameter.Filters(catalog),
                    ]
            )
            .Produces(StatusCodes.Status200OK)
            .ProducesFile([.. PlotFile.All.Values.Select(kind => kind.ContentType)])
            .Produces<FaultProblem>(StatusCodes.Status404NotFound, ApiProblem.ContentType);
    }

    private static IEnumerable<string> Names => VisualRecipe.All.Keys.Order(StringComparer.Ordinal);

    /// <summary>The available pictures and file formats.</summary>
    internal sealed record PlotList(IReadOnlyList<string> Formats, IReadOnlyList<Plot> Plots);

    /// <summary>A picture.</summary>
    internal sealed record Plot(string Name);

    private static async Task<IResult> DrawAsync(
        string file,
        HttpContext http,
        RecentAnswers answers,
        QueryParser parser,
        AgreementDays agreements,
        VisitorScope visitor,
        IConfiguration configuration,
        PlotPress press
    )
    {
        var (name, format) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file).TrimStart('.'));
        var recipe =
            VisualRecipe.All.GetValueOrDefault(name)
            ?? throw new NotThereException(
                "name",
                name,
                new("その名前の図はありません。", "There is no such plot."),
                [.. VisualRecipe.All.Keys.Order(StringComparer.Ordinal)]
            );
        var kind =
            PlotFile.All.GetValueOrDefault(format)
            ?? throw new NotThereException("format", format, new("その形式はありません。", "There is no such format."), [.. PlotFile.All.Keys]);
        var inquiry = await InquiryOfAsync(http, recipe, answers, parser, agreements, visitor, configuration);
        var visual = recipe.AppliesTo(inquiry) ? await recipe.ComposeAsync(inquiry) : null;
        if (visual is not { Picture: not null, EmptyReason: null })
            throw new NotThereException("name", name, WhyNot(visual), []);
        var width = PaperWidthOf(http, kind);
        var bytes = await press.DrawAsync(
            () => width is { } paper ? PaperPicture.Draw(name, visual, paper) : kind.Draw(new(visual, inquiry)),
            http.RequestAborted
        );
        http.Response.Headers.CacheControl = "no-cache";
        return Results.File(
            bytes,
            kind.ContentType,
            $"{name}-{visual.Result.Dataset}-publication-{visual.Result.Publication}.{format}",
            entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"")
        );
    }

    private static async Task<Inquiry> InquiryOfAsync(
        HttpContext http,
        VisualRecipe recipe,
        RecentAnswers answers,
        QueryParser parser,
        AgreementDays agreements,
        VisitorScope visitor,
        IConfiguration configuration
    )
    {
        IReadOnlyList<string> known = [.. Parameters, PaperName, .. recipe.Parameters, .. parser.FilterNames.Except(Parameters)];
        var faults = http
            .Request.Query.Where(p => !known.Contains(p.Key))
            .Select(p => new QueryFault(p.Key, p.Value.ToString(), new("そのようなパラメーターはありません。", "There is no such parameter."), known))
            .ToList();
        if (faults.Count > 0)
            throw new BadRequestException(faults);
        var texts = Texts.Of(ApiLanguage.Of(http));
        var address = Address.Of(http.Request.GetEncodedUrl());
        var datasets = await answers.DatasetsAsync(address);
        var question = PageQuestion.Of(address, datasets, answers.Catalog, visitor.Current, configuration[DatasetSummary.DefaultSetting]);
        var dataset = question.Dataset;
        if (dataset.IsEmpty || dataset.Measures.Count == 0)
            throw new NotThereException(
                PageQuestion.DatasetName,
                dataset.Code,
                new("このデータセットにはまだデータがありません。", "This dataset has no data yet."),
                []
            );
        if (question.Address.First(Inquiry.MeasureName) is { } measure && !dataset.Measures.Contains(measure))
            throw new BadRequestException(
                Inquiry.MeasureName,
                measure,
                new("このデータセットにはない指標です。", "This dataset has no such measure."),
                dataset.Measures
            );
        return await Inquiry.OfAsync(question, datasets, texts, new(answers, new Asker(http.RequestAborted)), agreements);
    }

    private static int? PaperWidthOf(HttpContext http, PlotFile kind) =>
        http.Request.Query[PaperName] is not [{ } asked] ? null
        : kind.Format == "svg"
        && int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && width is >= PaperPicture.Narrowest and <= PaperPicture.Widest
            ? width
        : throw new BadRequestException(
            PaperName,
            asked,
            new(
                $"SVGの幅を{PaperPicture.Narrowest}から{PaperPicture.Widest}までで指定してください。",
                $"The width of an SVG is needed, from {PaperPicture.Narrowest} to {PaperPicture.Widest}."
            ),
            []
        );

    private static Bilingual WhyNot(Visual? visual) =>
        visual switch
        {
            null => new("この条件では、比べるものがありません。", "With these choices there is nothing to compare."),
            { EmptyReason: { } reason } => new(reason, reason), // already in the reader's language
            _ => new("これは表だけで、図はありません。データは query で取り出せます。", "This is a table without a picture. Its data come from query."),
        };
}
