using System.Text.Json;

namespace Analytics.Dashboard.Client;

/// <summary>An answer of the API with access by name. Immutable.</summary>
public sealed record AnalyticsAnswer(JsonElement Json)
{
    /// <summary>True if the server replied that the answer had not changed and it came from this client's cache.</summary>
    public bool IsFromMemory { get; init; }

    /// <summary>Code of the dataset.</summary>
    public string Dataset => Json.GetProperty("dataset").GetString()!;

    /// <summary>Number of the publication.</summary>
    public int Publication => Json.GetProperty("publication").GetInt32();

    /// <summary>The engine that answered: <c>memory</c> or <c>postgres</c>.</summary>
    public string Engine => Json.GetProperty("engine").GetString()!;

    /// <summary>Total number of rows, if one page was requested.</summary>
    public int? Total => Json.TryGetProperty("total", out var total) ? total.GetInt32() : null;

    /// <summary>The rows.</summary>
    public IReadOnlyList<AnalyticsRow> Rows => [.. Json.GetProperty("rows").EnumerateArray().Select((row, index) => new AnalyticsRow(row, index, Json))];

    /// <summary>The totals.</summary>
    public AnalyticsRow Totals => new(Json.GetProperty("totals"), null, Json);

    /// <summary>Codes of the answer's remarks.</summary>
    public IReadOnlyList<string> Notes => [.. Json.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("code").GetString()!)];
}

/// <summary>A row of an answer.</summary>
public sealed record AnalyticsRow(JsonElement Row, int? Index, JsonElement Answer)
{
    /// <summary>The code of the row's member of a slicer.</summary>
    public string Code(string slicer) => Row.GetProperty(slicer).GetString()!;

    /// <summary>The label of the row's member of a slicer.</summary>
    public string Label(string slicer) => Row.GetProperty(slicer + "_label").GetString()!;

    /// <summary>The row's figure for a measure; null if there is none, and <see cref="State"/> says why.</summary>
    public decimal? Figure(string measure) => Row.GetProperty(measure) is { ValueKind: JsonValueKind.Number } number ? number.GetDecimal() : null;

    /// <summary><c>value</c>, or the state of the figure: no_data, not_applicable, suppressed, immature, provisional.</summary>
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
