using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>Writes how an answer was computed as JSON.</summary>
internal static class ExplanationJson
{
    public static QueryExplanation Of(Explanation explanation, string language)
    {
        var (result, trace) = (explanation.Result, explanation.Result.Trace);
        return new(
            result.Dataset,
            result.Publication,
            result.AsOf?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            result.DataThrough,
            result.Counts,
            trace.Engine,
            Math.Round(trace.Milliseconds, 3),
            trace.RowsScanned,
            trace.WhyNotMemory?.In(language),
            result.RowCount,
            [
                .. result.Measures.Select(m => new ExplainedMeasure(
                    m.Name,
                    m.Label.In(language),
                    m.Description.In(language),
                    m.Definition,
                    ResultColumns.UnitName(m.Unit, result.Currency),
                    m.TimeBasis
                )),
            ],
            [
                .. explanation.Statements.Select(s => new ExplainedStatement(
                    s.Fact,
                    s.Sql,
                    s.Parameters.ToDictionary(p => p.Key, p => Value(p.Value), StringComparer.Ordinal)
                )),
            ]
        );
    }

    private static JsonNode? Value(object? value) =>
        value switch
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

/// <summary>How an answer was computed: engine, time, rows scanned, and the SQL that gives the same figures.</summary>
internal sealed record QueryExplanation(
    string Dataset,
    int Publication,
    string? AsOf,
    DateOnly? DataThrough,
    RowCounts Counts,
    string Engine,
    double Milliseconds,
    long RowsScanned,
    string? WhyNotMemory,
    int Rows,
    IReadOnlyList<ExplainedMeasure> Measures,
    IReadOnlyList<ExplainedStatement> Statements
);

/// <summary>A measure of the answer: its definition in words and as a hash.</summary>
internal sealed record ExplainedMeasure(string Name, string Label, string Description, string Definition, string Unit, string TimeBasis);

/// <summary>A statement about one fact, with its parameters listed separately.</summary>
internal sealed record ExplainedStatement(string Fact, string Sql, IReadOnlyDictionary<string, JsonNode?> Parameters);
