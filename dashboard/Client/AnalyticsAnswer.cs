using System.Text.Json;

namespace Analytics.Dashboard.Client;

/// <summary>An answer of the API, read by names. Immutable.</summary>
public sealed record AnalyticsAnswer(JsonElement Json)
{
    /// <summary>It had not changed, and was not sent again.</summary>
    public bool IsFromMemory { get; init; }

    /// <summary>Code of the dataset.</summary>
    public string Dataset => Json.GetProperty("dataset").GetString()!;

    /// <summary>Number of the publication.</summary>
    public int Publication => Json.GetProperty("publication").GetInt32();

    /// <summary>Which engine gave it: <c>memory</c> or <c>postgres</c>.</summary>
    public string Engine => Json.GetProperty("engine").GetString()!;

    /// <summary>Rows of the whole answer, where one page of it was asked for.</summary>
    public int? Total => Json.TryGetProperty("total", out var total) ? total.GetInt32() : null;

    /// <summary>The rows.</summary>
    public IReadOnlyList<AnalyticsRow> Rows => [.. Json.GetProperty("rows").EnumerateArray().Select((row, index) => new AnalyticsRow(row, index, Json))];

    /// <summary>All rows together.</summary>
    public AnalyticsRow Totals => new(Json.GetProperty("totals"), null, Json);

    /// <summary>Codes of the remarks.</summary>
    public IReadOnlyList<string> Notes => [.. Json.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()!)];
}

/// <summary>A row of an answer.</summary>
public sealed record AnalyticsRow(JsonElement Row, int? Index, JsonElement Answer)
{
    /// <summary>The code of its member of a slicer.</summary>
    public string Code(string slicer) => Row.GetProperty(slicer).GetString()!;

    /// <summary>Its member's label.</summary>
    public string Label(string slicer) => Row.GetProperty(slicer + "_label").GetString()!;

    /// <summary>Its figure of a measure; null where there is none, for which <see cref="State"/> has the word.</summary>
    public decimal? Figure(string measure) => Row.GetProperty(measure) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;

    /// <summary><c>value</c>, or what else a figure is: no_data, not_applicable, suppressed, immature, provisional.</summary>
    public string State(string measure)
    {
        foreach (var state in Answer.GetProperty("states").EnumerateArray())
        {
            var row = state.GetProperty("row");
            if (state.GetProperty("column").GetString() == measure && (row.ValueKind == JsonValueKind.Null ? Index is null : row.GetInt32() == Index))
                return state.GetProperty("state").GetString()!;
        }

        return "value";
    }
}
