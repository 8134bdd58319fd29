using System.Globalization;
using Analytics.Dashboard.Access;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Questions;
using Analytics.Sql;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET query</c>: answers one question as JSON, CSV, XLSX or Parquet with the same figures as the pages; <c>GET query/explain</c>: how the answer
/// was computed. An invalid question is refused before the database is queried, and an answer that the caller already has is not recomputed. Callers
/// share the queue with readers of pages, each call as its own asker; a caller who disconnects is removed.
/// </summary>
internal sealed class QueryRoute : IApiRoute
{
    internal static readonly IReadOnlyList<string> Formats = ["json", "csv", "xlsx", "parquet"];

    private static readonly Note DatabaseIsAway = new(
        "database-away",
        new(
            "データベースに接続できないため、メモリにある公開版の数値です。",
            "The database cannot be reached: these are the figures of the publication that is held in memory."
        )
    );

    public void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/query", AnswerAsync)
            .Describe(
                "query",
                "figures",
                "One question, answered as JSON, CSV (UTF-8 with BOM; a text that begins like a formula or with an apostrophe has an apostrophe before it), "
                    + "XLSX (a sheet of data, a sheet about them) or Parquet. The ETag is the same until figures or words can change; Server-Timing names the engine",
                catalog =>
                    [.. ApiParameter.Question(catalog), .. ApiParameter.Arrangement(), ApiParameter.Choice("format", "json, where nothing is said", Formats)]
            )
            .Produces<QueryAnswer>()
            .ProducesFile("text/csv", Spreadsheet.ContentType, ResultParquet.ContentType)
            .Produces(StatusCodes.Status304NotModified);
        api.MapGet("/query/explain", ExplainAsync)
            .Describe(
                "explainQuery",
                "figures",
                "How the answer to a question comes about: engine, milliseconds, rows looked at, the SQL that would give it with its parameters apart, "
                    + "definitions, rows used, rejected and waiting",
                catalog => [.. ApiParameter.Question(catalog), .. ApiParameter.Arrangement()]
            )
            .Produces<QueryExplanation>();
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext http,
        IModel model,
        RecentAnswers answers,
        QueryParser parser,
        VisitorScope visitor,
        IConfiguration configuration
    )
    {
        var language = ApiLanguage.Of(http);
        var format = ApiQuestion.FormatOf(http, Formats);
        var (query, datasets) = await ApiQuestion.OfAsync(http, model, parser, visitor, configuration, "format");
        var catalog = model.Catalog;
        query = query with { Measures = catalog.WithParts(query.Measures) };
        var tag = AnswerTag.Of(query, datasets, catalog, format, language);
        http.Response.Headers.ETag = tag;
        // The answer is valid until the next publication. A caller who names a publication need not revalidate for a while.
        http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("publication") ? "private, max-age=300" : "private, no-cache";
        var isAway = datasets.First(d => d.Code == query.Dataset).IsDatabaseAway;
        // While the database is down, nobody knows whether a newer publication exists: say so instead of claiming that nothing has changed.
        if (!isAway && AnswerTag.IsHeld(http.Request, tag))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }

        Result result;
        try
        {
            result = await answers.AnswerAsync(query, new Asker(http.RequestAborted));
        }
        catch
        {
            // Errors must not be cached.
            KeepNowhere(http.Response);
            throw;
        }

        if (isAway)
        {
            result = result with { Notes = [.. result.Notes, DatabaseIsAway] };
            KeepNowhere(http.Response);
        }

        if (model.Catalog != catalog)
        {
            // Declarations changed while the question waited: the tag may not match the declarations that answered it.
            KeepNowhere(http.Response);
        }

        http.Response.Headers["Server-Timing"] = string.Create(
            CultureInfo.InvariantCulture,
            $"engine;desc=\"{result.Trace.Engine}\";dur={result.Trace.Milliseconds:0.###}"
        );
        return format switch
        {
            "csv" => ResultCsv.Of(result, language),
            "xlsx" => await WorkbookOfAsync(result, datasets, model, language, http.RequestAborted),
            "parquet" => await ResultParquet.OfAsync(result, language, http.RequestAborted),
            _ => ApiJson.Of(ResultJson.Of(result, language)),
        };
    }

    private static void KeepNowhere(HttpResponse response)
    {
        response.Headers.Remove("ETag");
        response.Headers.CacheControl = "no-store";
    }

    private static async Task<IResult> ExplainAsync(HttpContext http, IModel model, QueryParser parser, VisitorScope visitor, IConfiguration configuration)
    {
        var language = ApiLanguage.Of(http);
        var (query, _) = await ApiQuestion.OfAsync(http, model, parser, visitor, configuration);
        http.Response.Headers.CacheControl = "no-store"; // the timings are of this one call
        return ApiJson.Of(ExplanationJson.Of(await model.ExplainAsync(query, http.RequestAborted), language));
    }

    private static async Task<IResult> WorkbookOfAsync(
        Result result,
        IReadOnlyList<DatasetSummary> datasets,
        IModel model,
        string language,
        CancellationToken cancellation
    )
    {
        var labels = new Dictionary<(string Slicer, string Code), Bilingual>();
        foreach (var slicer in result.Query.Filters.Keys.Concat(result.Query.Excluded.Keys).Distinct())
        {
            foreach (var member in await model.MembersAsync(slicer, result.Dataset, result.Query.Scope, cancellation))
                labels[(slicer, member.Code)] = member.Label;
        }

        var source = datasets.First(d => d.Code == result.Dataset).Source;
        var bytes = ResultWorkbook.Of(result, source, model.Catalog, (slicer, code) => labels.GetValueOrDefault((slicer, code)) ?? new(code, code), language);
        return Results.File(bytes, Spreadsheet.ContentType, $"{result.Dataset}-publication-{result.Publication}.xlsx");
    }
}
