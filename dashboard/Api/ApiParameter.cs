using System.Text.Json.Nodes;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;
using Microsoft.OpenApi;

namespace Analytics.Dashboard.Api;

/// <summary>
/// A parameter of a route. The declaration serves both the API's description and validation: the route refuses all other parameters.
/// </summary>
internal sealed record ApiParameter(string Name, string Description, OpenApiSchema Schema)
{
    public static readonly ApiParameter Dataset = Text("dataset", "Code of the dataset", "samples");
    public static readonly ApiParameter Page = Whole("page", "From 1");
    public static readonly ApiParameter Size = Whole("size", "Items on a page, up to 1,000; 100 where nothing is said", ApiParameters.LargestSize);
    public static readonly ApiParameter Language = Choice(ApiLanguage.Parameter, "Language of labels; ja, where nothing is said", ApiLanguage.All);

    public ParameterLocation In { get; init; } = ParameterLocation.Query;
    public bool IsRequired { get; init; }
    public JsonNode? Example { get; init; }

    public static ApiParameter Text(string name, string description, string? example = null) => new(name, description, Codes([])) { Example = example };

    public static ApiParameter Whole(string name, string description, int largest = int.MaxValue) =>
        new(
            name,
            description,
            new()
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = largest == int.MaxValue ? null : $"{largest}",
            }
        );

    public static ApiParameter Choice(string name, string description, IReadOnlyList<string> allowed) => new(name, description, Codes(allowed));

    public static ApiParameter Many(string name, string description, params IReadOnlyList<string> allowed) =>
        new(name, description, new() { Type = JsonSchemaType.Array, Items = Codes(allowed) });

    /// <summary>A path parameter.</summary>
    public ApiParameter InPath(JsonNode? example = null) => this with { In = ParameterLocation.Path, IsRequired = true, Example = example };

    /// <summary>The parameters that make up a question: measures, slicers, dataset, publication, filters.</summary>
    public static IEnumerable<ApiParameter> Question(ModelCatalog catalog) =>
        [
            Many("measure", "What is asked; repeats", MeasureRequest.AllNames(catalog)) with
            {
                IsRequired = true,
                Example = new JsonArray("referrals"),
            },
            Many("by", "Slicers that span the rows, up to three", [.. catalog.Slicers.Keys]),
            Dataset,
            Whole("publication", "Number of the publication; else the newest"),
            .. Filters(catalog),
        ];

    /// <summary>The filter parameters: codes of each slicer, excluded codes and, for ordered slicers, the ends of a range.</summary>
    public static IEnumerable<ApiParameter> Filters(ModelCatalog catalog)
    {
        foreach (var slicer in catalog.Slicers.Values)
        {
            var label = $"{slicer.Label.En} ({slicer.Label.Ja})";
            yield return Many(slicer.Name, $"{label}: any of these codes");
            yield return Many(slicer.Name + QueryParser.Not, $"{label}: none of these codes");
            if (!slicer.IsOrdered)
                continue;
            yield return Text(slicer.Name + QueryParser.From, $"{label}: from this code on");
            yield return Text(slicer.Name + QueryParser.To, $"{label}: up to this code");
        }
    }

    /// <summary>The parameters that arrange the rows of an answer: sorting, top, paging.</summary>
    public static IEnumerable<ApiParameter> Arrangement() =>
        [
            Text("sort", "A measure or a slicer of the question, with a leading - from the largest (the last) down", "-referrals"),
            Whole(
                "top",
                "Only so many rows: by the measure that is sorted by, else the largest of the first one; needs exactly one by",
                ApiParameters.LargestSize
            ),
            Choice("others", "true: what top leaves out as one more row, others, computed anew", ["true", "false"]),
            Whole("page", "Page of the rows, from 1; the answer then says page, size and total"),
            Whole("size", "Rows on a page, up to 1,000; 100 where nothing is said", ApiParameters.LargestSize),
        ];

    public OpenApiParameter ToOpenApi() =>
        new()
        {
            Name = Name,
            In = In,
            Description = Description,
            Required = IsRequired,
            Schema = Schema,
            Example = Example?.DeepClone(),
        };

    private static OpenApiSchema Codes(IReadOnlyList<string> allowed) =>
        new() { Type = JsonSchemaType.String, Enum = allowed.Count == 0 ? null : [.. allowed.Select(code => (JsonNode)code)] };
}
