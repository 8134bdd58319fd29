using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag.CodeGeneration.CSharp;

namespace Analytics.Tests.Dashboard.Api;

/// <summary>The API's description is whole, and good enough to make a client from.</summary>
public class DescriptionTests(Shared shared) : IClassFixture<Shared>
{
    private static async Task<ApiSite> ThreeReferralsAsync(PostgresFixture postgres)
    {
        var site = await ApiSite.CreateAsync(postgres);
        for (var number = 0; number < 3; number++)
            await site.Star.ReferralAsync(20080501);
        await site.Star.PublishAsync();
        return site;
    }

    [Fact]
    public async Task Document_NamesLicenceServerTagsAndSecurity()
    {
        var site = await shared.OfAsync(ThreeReferralsAsync);

        var document = await site.JsonAsync("/openapi/v1.json");

        Assert.Equal("MIT", document.GetProperty("info").GetProperty("license").GetProperty("identifier").GetString());
        var server = Assert.Single(document.GetProperty("servers").EnumerateArray());
        Assert.Equal(site.Http.BaseAddress!.ToString().TrimEnd('/'), server.GetProperty("url").GetString());
        Assert.All(document.GetProperty("tags").EnumerateArray(), tag => Assert.NotEqual("", tag.GetProperty("description").GetString()));
        Assert.Equal(
            ["catalogue", "figures", "intake"],
            document.GetProperty("tags").EnumerateArray().Select(tag => tag.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
        );
        // Nobody signs in: said, rather than left out.
        Assert.All(Operations(document), operation => Assert.Equal(0, operation.GetProperty("security").GetArrayLength()));
    }

    [Fact]
    public async Task EachOperation_HasIdSummaryTagSchemaAndProblems()
    {
        var site = await shared.OfAsync(ThreeReferralsAsync);

        var document = await site.JsonAsync("/openapi/v1.json");

        Assert.Equal(
            [
                "explainQuery",
                "findTerms",
                "getBatch",
                "getPlot",
                "listBatches",
                "listDatasets",
                "listMeasures",
                "listMembers",
                "listPlots",
                "listPublications",
                "listRejects",
                "listRows",
                "listSlicers",
                "query",
            ],
            Operations(document).Select(operation => operation.GetProperty("operationId").GetString()!).Order(StringComparer.Ordinal)
        );
        foreach (var operation in Operations(document))
        {
            var id = operation.GetProperty("operationId").GetString();
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 5, id);
            Assert.Single(operation.GetProperty("tags").EnumerateArray());
            var answers = operation.GetProperty("responses");
            Assert.All(
                answers.GetProperty("200").GetProperty("content").EnumerateObject(),
                type => AssertTells(document, type.Value.GetProperty("schema"), $"{id} {type.Name}")
            );
            foreach (var status in new[] { "400", "403", "414", "500", "503" })
            {
                var content = answers.GetProperty(status).GetProperty("content").GetProperty("application/problem+json");
                var problem = Resolve(document, content.GetProperty("schema"));
                Assert.True(problem.GetProperty("properties").TryGetProperty("detail", out _), $"{id} {status}");
                Assert.Equal(status[0] == '4', problem.GetProperty("properties").TryGetProperty("faults", out _));
            }

            // What an answer is stands with it in words.
            var json = answers.GetProperty("200").GetProperty("content").EnumerateObject().Where(type => type.Name == "application/json");
            Assert.All(json, type => Assert.True(Resolve(document, type.Value.GetProperty("schema")).GetProperty("description").GetString()!.Length > 5, id));
            Assert.All(
                operation.GetProperty("parameters").EnumerateArray(),
                parameter =>
                {
                    Assert.True(parameter.GetProperty("description").GetString()!.Length > 3, $"{id} {parameter}");
                    Assert.True(parameter.GetProperty("schema").TryGetProperty("type", out _), $"{id} {parameter}");
                }
            );
        }
    }

    [Fact]
    public async Task Client_MadeFromTheDocument_AsksForFiguresAndProblems()
    {
        var site = await shared.OfAsync(ThreeReferralsAsync);
        var document = await NSwag.OpenApiDocument.FromJsonAsync(await site.TextAsync("/openapi/v1.json"), TestContext.Current.CancellationToken);
        var code = new CSharpClientGenerator(
            document,
            new()
            {
                ClassName = "MadeClient",
                UseBaseUrl = false,
                CSharpGeneratorSettings =
                {
                    Namespace = "Made",
                    JsonLibrary = CSharpJsonLibrary.SystemTextJson,
                    GenerateNullableReferenceTypes = true,
                },
            }
        ).GenerateFile();
        var type = Compile(code).GetType("Made.MadeClient")!;
        var client = Activator.CreateInstance(type, site.Http)!;

        dynamic answer = await AskAsync(client, "QueryAsync", ("measure", "referrals"), ("dataset", "samples"));
        var figure = ((IDictionary<string, double?>)answer.Totals)["referrals"];
        dynamic datasets = await AskAsync(client, "ListDatasetsAsync");
        dynamic rows = await AskAsync(client, "ListRowsAsync", ("measure", "referrals"), ("dataset", "samples"));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => AskAsync(client, "GetBatchAsync", ("batch", 99)));

        Assert.Equal(3, figure);
        Assert.Equal(1, (int)answer.Publication);
        Assert.Equal("samples", (string)datasets.Default);
        Assert.Equal((3L, 3), ((long)rows.Total, (int)rows.Rows.Count));
        dynamic problem = refusal.GetType().GetProperty("Result")!.GetValue(refusal)!;
        Assert.Equal(("batch", "99", 404), ((string)problem.Parameter, (string)problem.Value, (int)problem.Status));
    }

    private static IEnumerable<JsonElement> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).Select(operation => operation.Value);

    /// <summary>A schema says what is in it: properties, items, or that it is a file.</summary>
    private static void AssertTells(JsonElement document, JsonElement schema, string of)
    {
        var resolved = Resolve(document, schema);
        var isFile = resolved.TryGetProperty("format", out var format) && format.GetString() == "binary";
        Assert.True(isFile || (resolved.TryGetProperty("properties", out var properties) && properties.EnumerateObject().Any()), of);
    }

    private static JsonElement Resolve(JsonElement document, JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    private static Assembly Compile(string code)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path =>
                Path.GetFileName(path) is "netstandard.dll" or "mscorlib.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)
            );
        var compilation = CSharpCompilation.Create(
            "Made",
            [CSharpSyntaxTree.ParseText(code)],
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)
        );
        using var bytes = new MemoryStream();
        var made = compilation.Emit(bytes);
        Assert.True(made.Success, string.Join('\n', made.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(20)));
        return Assembly.Load(bytes.ToArray());
    }

    /// <summary>Calls the method with the parameters that are named; all others are left out.</summary>
    private static async Task<object> AskAsync(object client, string method, params (string Name, object Value)[] given)
    {
        var asked = client.GetType().GetMethods().Where(m => m.Name == method).MaxBy(m => m.GetParameters().Length)!;
        object?[] arguments =
        [
            .. asked
                .GetParameters()
                .Select(parameter =>
                    given.FirstOrDefault(g => g.Name == parameter.Name).Value is not { } value
                        ? parameter.ParameterType.IsValueType
                            ? Activator.CreateInstance(parameter.ParameterType)
                            : null
                        : Fit(value, parameter.ParameterType)
                ),
        ];
        var task = (Task)asked.Invoke(client, arguments)!;
        await task;
        return task.GetType().GetProperty("Result")!.GetValue(task)!;
    }

    private static object Fit(object value, Type type)
    {
        if (!type.IsGenericType || type.IsValueType)
            return value;
        var item = type.GetGenericArguments()[0];
        var list = Array.CreateInstance(item, 1);
        list.SetValue(item.IsEnum ? Enum.Parse(item, (string)value, ignoreCase: true) : value, 0);
        return list;
    }
}
