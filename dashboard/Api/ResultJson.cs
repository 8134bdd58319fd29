using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>
/// An answer as JSON, as specified in SURFACE.md. A cell that is not a plain value is listed under states; its <c>row</c> is the row's index, or null
/// for the totals. For ratios, <c>parts</c> likewise lists numerator and denominator of each percentage.
/// </summary>
internal static class ResultJson
{
    public static QueryAnswer Of(Result result, string language)
    {
        AnswerParts[] parts = [.. result.Rows.SelectMany((row, index) => Parts(result, index, row.Cells)), .. Parts(result, null, result.Totals)];
        var isPaged = result.Query.Page is not null || result.Query.Size is not null;
        return new()
        {
            Dataset = result.Dataset,
            AsOf = result.AsOf?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            DataThrough = result.DataThrough,
            Publication = result.Publication,
            Synthetic = result.IsSynthetic,
            Counts = result.Counts,
            Columns = [.. Columns(result, language)],
            Rows = [.. result.Rows.Select(row => Row(result, row, language))],
            Totals = result.Measures.Zip(result.Totals).ToDictionary(total => total.First.Name, total => total.Second.Value, StringComparer.Ordinal),
            States = [.. result.Rows.SelectMany((row, index) => States(result, index, row.Cells)), .. States(result, null, result.Totals)],
            Notes = [.. result.Notes.Select(note => new AnswerNote(note.Code, note.Text.In(language)))],
            Engine = result.Trace.Engine,
            Page = isPaged ? result.Query.Page ?? 1 : null,
            Size = isPaged ? result.Query.Size ?? QuestionRules.DefaultSize : null,
            Total = isPaged ? result.RowCount : null,
            Parts = parts.Length > 0 ? parts : null,
        };
    }

    private static IEnumerable<AnswerColumn> Columns(Result result, string language)
    {
        foreach (var slicer in result.Slicers)
        {
            yield return new(slicer.Name, slicer.Label.In(language), null, "slicer", null);
            yield return new(ResultColumns.LabelName(slicer), slicer.Label.In(language), null, "label", null);
        }

        foreach (var measure in result.Measures)
        {
            yield return new(measure.Name, measure.Label.In(language), ResultColumns.UnitName(measure.Unit, result.Currency), "measure", measure.Definition);
        }
    }

    private static Dictionary<string, JsonNode?> Row(Result result, ResultRow row, string language)
    {
        var json = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (var index = 0; index < row.Members.Count; index++)
        {
            json[result.Slicers[index].Name] = row.Members[index].Code;
            json[ResultColumns.LabelName(result.Slicers[index])] = row.Members[index].Label.In(language);
        }

        for (var index = 0; index < row.Cells.Count; index++)
        {
            json[result.Measures[index].Name] = row.Cells[index].Value;
        }

        return json;
    }

    private static IEnumerable<AnswerState> States(Result result, int? row, IReadOnlyList<Cell> cells) =>
        cells
            .Select((cell, index) => (cell.State, Column: result.Measures[index].Name))
            .Where(cell => cell.State != CellState.Value)
            .Select(cell => new AnswerState(row, cell.Column, ResultColumns.StateName(cell.State)));

    private static IEnumerable<AnswerParts> Parts(Result result, int? row, IReadOnlyList<Cell> cells) =>
        cells
            .Select((cell, index) => (cell.Parts, Column: result.Measures[index].Name))
            .Where(cell => cell.Parts is not null)
            .Select(cell => new AnswerParts(row, cell.Column, cell.Parts!.Part, cell.Parts.Base));
}

/// <summary>An answer: its columns, rows and totals. Page, size and total are present if a page was requested, parts if there are ratios.</summary>
internal sealed record QueryAnswer
{
    public required string Dataset { get; init; }

    /// <summary>Time of the publication (UTC).</summary>
    public required string? AsOf { get; init; }

    public required DateOnly? DataThrough { get; init; }
    public required int Publication { get; init; }
    public required bool Synthetic { get; init; }
    public required RowCounts Counts { get; init; }
    public required IReadOnlyList<AnswerColumn> Columns { get; init; }

    /// <summary>Values by column name: codes and labels are strings, figures are numbers, or null if there is no figure.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, JsonNode?>> Rows { get; init; }

    public required IReadOnlyDictionary<string, decimal?> Totals { get; init; }
    public required IReadOnlyList<AnswerState> States { get; init; }
    public required IReadOnlyList<AnswerNote> Notes { get; init; }

    /// <summary>memory or postgres.</summary>
    public required string Engine { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Page { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Size { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Total { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AnswerParts>? Parts { get; init; }
}

/// <summary>A column: its role is slicer, label or measure; its definition is the hash of the measure's declaration.</summary>
internal sealed record AnswerColumn(string Name, string Label, string? Unit, string Role, string? Definition);

/// <summary>
/// The state of a figure that is not a plain value: no_data, not_applicable, suppressed, immature or provisional. Row is the row's index, null for
/// the totals.
/// </summary>
internal sealed record AnswerState(int? Row, string Column, string State);

/// <summary>Numerator and denominator of a percentage. Row is the row's index, null for the totals.</summary>
internal sealed record AnswerParts(int? Row, string Column, long Part, long Base);

/// <summary>A remark on the answer; its code is stable.</summary>
internal sealed record AnswerNote(string Code, string Text);
