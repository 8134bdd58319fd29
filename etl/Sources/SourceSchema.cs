using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Sources;

/// <summary>The JSON Schema of sources: what all sources have stands in <c>source.schema.json</c>, what follows from the facts is written into it.</summary>
public static class SourceSchema
{
    static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema for these facts.</summary>
    public static string Of(FactCatalog facts)
    {
        var schema = JsonNode.Parse(EmbeddedText.Read("Sources/source.schema.json", typeof(SourceSchema).Assembly))!.AsObject();
        schema["properties"]!["feeds"]!["items"] = new JsonObject { ["enum"] = Names(facts.Names) };
        schema["allOf"] = new JsonArray([.. facts.All.Select(Alone)]);
        return schema.ToJsonString(Readable) + "\n";
    }

    /// <summary>What a source of this fact alone has. Where it is measured, or <c>sql/staging</c> makes the fact of it, its columns are its own.</summary>
    static JsonObject Alone(FactDeclaration fact)
    {
        var staged = EmbeddedText
            .List("staging", ".sql")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(view => view.EndsWith("__" + fact.Name, StringComparison.Ordinal))
            .Select(view => view["stg_".Length..^("__".Length + fact.Name.Length)])
            .ToList();
        var columns = new JsonArray();
        foreach (var column in fact.Columns.Where(column => column.IsRequired && !column.IsOfLoader))
            columns.Add(Has(column.Name));
        foreach (var group in fact.OneOf)
            columns.Add(new JsonObject { ["anyOf"] = new JsonArray([.. group.Select(Has)]) });
        var condition = new JsonObject
        {
            ["required"] = Names(["feeds"]),
            ["properties"] = new JsonObject { ["feeds"] = new JsonObject { ["const"] = Names([fact.Name]) } },
            ["not"] = new JsonObject { ["required"] = Names(["measured"]) },
        };
        if (staged.Count > 0)
            condition["properties"]!["name"] = new JsonObject { ["not"] = new JsonObject { ["enum"] = Names(staged) } };
        return new()
        {
            ["if"] = condition,
            ["then"] = new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["items"] = new JsonObject { ["enum"] = Names(fact.Key) } },
                    ["columns"] = new JsonObject
                    {
                        ["items"] = new JsonObject { ["properties"] = new JsonObject { ["name"] = new JsonObject { ["enum"] = Names(fact.Nameable) } } },
                        ["allOf"] = columns,
                    },
                },
            },
        };
    }

    static JsonObject Has(string column) =>
        new()
        {
            ["contains"] = new JsonObject
            {
                ["required"] = Names(["name"]),
                ["properties"] = new JsonObject { ["name"] = new JsonObject { ["const"] = column } },
            },
        };

    static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(name => JsonValue.Create(name))]);
}
