using System.Text.Json.Nodes;
using Analytics.Dashboard.Exports;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Audit;
using Analytics.Sql.Model;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>
/// <c>GET /openapi/v1.json</c>: the API's description (OpenAPI 3.1), made from the catalogue, so that a measure or slicer of an installation's own stands in it too.
/// </summary>
internal static class OpenApiRoute
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/openapi/v1.json", (IModel model) => ApiJson.Of(Document(model.Catalog)));

    internal static JsonObject Document(ModelCatalog catalog) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject { ["title"] = "Analytics", ["version"] = "v1", ["description"] = "Figures of the referrals of companies to research institutes: measures × slicers, about exactly one dataset and one publication. Reads only." },
        ["paths"] = new JsonObject
        {
            ["/api/v1/datasets"] = Get("Datasets, and which is meant where none is named"),
            ["/api/v1/measures"] = Get("Measures, with how each is counted"),
            ["/api/v1/slicers"] = Get("Slicers"),
            ["/api/v1/slicers/{slicer}"] = Get("Members of a slicer that occur in a dataset", InPath("slicer", "Name of the slicer", [.. catalog.Slicers.Keys]), Text("dataset", "Code of the dataset")),
            ["/api/v1/query"] = Answers(Get("One question, answered as JSON, CSV (UTF-8 with BOM; a text that begins like a formula or with an apostrophe has an apostrophe before it), XLSX (a sheet of data, a sheet about them) or Parquet. The ETag is the same until figures or words can change; Server-Timing names the engine",
                [.. Question(catalog), .. Arrangement(), Choice("format", "json, where nothing is said", QueryRoute.Formats)]),
                "application/json", "text/csv", Spreadsheet.ContentType, ResultParquet.ContentType),
            ["/api/v1/query/explain"] = Answers(Get("How the answer to a question comes about: engine, milliseconds, rows looked at, the SQL that would give it with its parameters apart, definitions, rows used, rejected and waiting", [.. Question(catalog), .. Arrangement()])),
            ["/api/v1/rows"] = Answers(Get("The single rows that one figure counts, each with file, sheet and line, and those of other rows that told some of its attributes: one measure without suffix, narrowed by the values of the figure's row. 403 where single companies may not be seen",
                [.. Question(catalog).Where(p => (string?)p["name"] != "by"), Whole("page", "From 1"), Whole("size", "Rows on a page, up to 1,000; 100 where nothing is said"), Choice("format", "json, where nothing is said; csv, xlsx: the same page", RowsRoute.Formats)]),
                "application/json", "text/csv", Spreadsheet.ContentType),
            ["/api/v1/plots"] = Get("Pictures that can be drawn"),
            ["/api/v1/plots/{name}.{format}"] = Get("A page's picture as a file, of the newest publication; 404 with the reason where there is nothing to draw",
                [InPath("name", "Name of the picture", [.. VisualRecipe.All.Keys.Order(StringComparer.Ordinal)]), InPath("format", "Kind of file", [.. PlotFile.All.Keys]), .. Plot(catalog)]),
            ["/api/v1/batches"] = Get("Files that were offered, newest first", Text("dataset", "Code of the dataset"), Choice("state", "State of the file", AuditLog.BatchStates), Whole("page", "From 1"), Whole("size", "Items on a page, up to 1,000")),
            ["/api/v1/batches/{batch}"] = Get("What became of each row of a file, counted: all rows of the file are the sum; the rows of one fate by sheet and line",
                InPath("batch", "Number of the batch", []), Choice("fate", "Lists the rows that became this", AuditLog.Fates), Whole("page", "From 1"), Whole("size", "Items on a page, up to 1,000")),
            ["/api/v1/rejects"] = Get("What is wrong with rows, and how to mend it",
                Text("dataset", "Code of the dataset"), Whole("batch", "Number of the batch"), Choice("kind", "rejected, where nothing is said; with layout=groups all kinds", AuditLog.FindingKinds),
                Choice("layout", "list, where nothing is said; groups: rows counted by rule and column; ledger: CSV in the ledger's own layout, of a batch or of a dataset and source", RejectsRoute.Layouts),
                Choice("format", "json, where nothing is said; with layout=groups", RejectsRoute.Formats), Whole("publication", "As that publication knew it; with layout=groups"), Text("source", "Name of the source; with layout=ledger"), Whole("page", "From 1"), Whole("size", "Items on a page, up to 1,000")),
            ["/api/v1/publications"] = Get("Publications, newest first", Whole("page", "From 1"), Whole("size", "Items on a page, up to 1,000")),
        },
    };

    private static IEnumerable<JsonObject> Question(ModelCatalog catalog)
    {
        yield return Many("measure", "What is asked; repeats", MeasureRequest.AllNames(catalog), isRequired: true);
        yield return Many("by", "Slicers that span the rows, up to three", [.. catalog.Slicers.Keys]);
        yield return Text("dataset", "Code of the dataset");
        yield return Whole("publication", "Number of the publication; else the newest");
        foreach (var slicer in Filters(catalog)) yield return slicer;
    }

    private static IEnumerable<JsonObject> Filters(ModelCatalog catalog)
    {
        foreach (var slicer in catalog.Slicers.Values)
        {
            yield return Many(slicer.Name, $"{slicer.Label.En} ({slicer.Label.Ja}): any of these codes", []);
            yield return Many(slicer.Name + QueryParser.Not, $"{slicer.Label.En} ({slicer.Label.Ja}): none of these codes", []);
            if (!slicer.IsOrdered) continue;
            yield return Text(slicer.Name + QueryParser.From, $"{slicer.Label.En} ({slicer.Label.Ja}): from this code on");
            yield return Text(slicer.Name + QueryParser.To, $"{slicer.Label.En} ({slicer.Label.Ja}): up to this code");
        }
    }

    private static IEnumerable<JsonObject> Arrangement()
    {
        yield return Text("sort", "A measure or a slicer of the question, with a leading - from the largest (the last) down");
        yield return Whole("top", "Only so many rows, up to 1,000: by the measure that is sorted by, else the largest of the first one; needs exactly one by");
        yield return Choice("others", "true: what top leaves out as one more row, others, computed anew", ["true", "false"]);
        yield return Whole("page", "Page of the rows, from 1; the answer then says page, size and total");
        yield return Whole("size", "Rows on a page, up to 1,000; 100 where nothing is said");
    }

    private static JsonObject Answers(JsonObject path, params IReadOnlyList<string> types)
    {
        var responses = (JsonObject)path["get"]!["responses"]!;
        responses["200"]!["content"] = new JsonObject((types.Count == 0 ? ["application/json"] : types).Select(type => KeyValuePair.Create<string, JsonNode?>(type, new JsonObject())));
        responses["304"] = new JsonObject { ["description"] = "The caller holds this answer (If-None-Match)" };
        return path;
    }

    private static IEnumerable<JsonObject> Plot(ModelCatalog catalog)
    {
        yield return Text("dataset", "Code of the dataset");
        yield return Text("measure", "The measure that the page's pictures are about");
        yield return Whole("publication", "Must be the newest, where it is given");
        foreach (var slicer in Filters(catalog)) yield return slicer;
    }

    private static JsonObject Get(string summary, params IReadOnlyList<JsonObject> parameters) => new()
    {
        ["get"] = new JsonObject
        {
            ["summary"] = summary,
            ["parameters"] = new JsonArray([.. parameters, Choice(ApiLanguage.Parameter, "Language of labels; ja, where nothing is said", ApiLanguage.All)]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = "The answer" },
                ["400"] = Problem("Problem details (RFC 9457): parameter, value and what is allowed"),
                ["403"] = Problem("The visitor may not ask this"),
                ["414"] = Problem("The address is too long"),
                ["500"] = Problem("The server failed"),
            },
        },
    };

    private static JsonObject Problem(string description) => new() { ["description"] = description, ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject() } };

    private static JsonObject Text(string name, string description) => Parameter(name, description, new JsonObject { ["type"] = "string" });

    private static JsonObject Whole(string name, string description) => Parameter(name, description, new JsonObject { ["type"] = "integer", ["minimum"] = 1 });

    private static JsonObject Choice(string name, string description, IReadOnlyList<string> allowed) => Parameter(name, description, Codes(allowed));

    private static JsonObject Many(string name, string description, IReadOnlyList<string> allowed, bool isRequired = false)
    {
        var parameter = Parameter(name, description, new JsonObject { ["type"] = "array", ["items"] = Codes(allowed) });
        parameter["required"] = isRequired;
        return parameter;
    }

    private static JsonObject InPath(string name, string description, IReadOnlyList<string> allowed)
    {
        var parameter = Choice(name, description, allowed);
        (parameter["in"], parameter["required"]) = ("path", true);
        return parameter;
    }

    private static JsonObject Parameter(string name, string description, JsonObject schema) =>
        new() { ["name"] = name, ["in"] = "query", ["description"] = description, ["schema"] = schema };

    private static JsonObject Codes(IReadOnlyList<string> allowed) => allowed.Count == 0
        ? new JsonObject { ["type"] = "string" }
        : new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. allowed.Select(code => (JsonNode)code)]) };
}
