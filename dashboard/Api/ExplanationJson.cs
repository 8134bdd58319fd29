using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Model.Answers;

namespace Analytics.Dashboard.Api;

/// <summary>How an answer came about, as JSON.</summary>
internal static class ExplanationJson
{
    public static JsonObject Of(Explanation explanation, string language)
    {
        var result = explanation.Result;
        return new JsonObject
        {
            ["dataset"] = result.Dataset,
            ["publication"] = result.Publication,
            ["asOf"] = result.AsOf?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            ["dataThrough"] = result.DataThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["counts"] = new JsonObject { ["used"] = result.Counts.Used, ["rejected"] = result.Counts.Rejected, ["waiting"] = result.Counts.Waiting },
            ["engine"] = result.Trace.Engine,
            ["milliseconds"] = Math.Round(result.Trace.Milliseconds, 3),
            ["rowsScanned"] = result.Trace.RowsScanned,
            ["whyNotMemory"] = result.Trace.WhyNotMemory?.In(language),
            ["rows"] = result.RowCount,
            ["measures"] = new JsonArray([.. result.Measures.Select(m => new JsonObject
            {
                ["name"] = m.Name,
                ["label"] = m.Label.In(language),
                ["description"] = m.Description.In(language),
                ["definition"] = m.Definition,
                ["unit"] = ResultColumns.UnitName(m.Unit, result.Currency),
                ["timeBasis"] = m.TimeBasis,
            })]),
            ["statements"] = new JsonArray([.. explanation.Statements.Select(s => new JsonObject
            {
                ["fact"] = s.Fact,
                ["sql"] = s.Sql,
                ["parameters"] = new JsonObject(s.Parameters.Select(p => KeyValuePair.Create(p.Key, Value(p.Value)))),
            })]),
        };
    }

    private static JsonNode? Value(object? value) => value switch
    {
        IEnumerable<string> texts => new JsonArray([.. texts.Select(t => (JsonNode)t)]),
        IEnumerable<int> numbers => new JsonArray([.. numbers.Select(n => (JsonNode)n)]),
        int number => number,
        short number => number,
        decimal number => number,
        null => null,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
