using System.Globalization;
using System.Text.Json.Nodes;
using Analytics.Dashboard.Exports;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Api;

/// <summary>
/// An answer as JSON, as SURFACE.md draws it. A state is listed where a cell is not a plain value; its <c>row</c> is the row's
/// index, or null for the totals. Where ratios are in it, <c>parts</c> likewise say what each percentage was made of.
/// </summary>
internal static class ResultJson
{
    public static JsonObject Of(Result result, string language)
    {
        var json = Plain(result, language);
        if (result.Query.Page is not null || result.Query.Size is not null)
        {
            (json["page"], json["size"], json["total"]) = (result.Query.Page ?? 1, result.Query.Size ?? QuestionRules.DefaultSize, result.RowCount);
        }

        JsonNode[] parts = [.. result.Rows.SelectMany((row, index) => Parts(result, index, row.Cells)), .. Parts(result, null, result.Totals)];
        if (parts.Length > 0)
        {
            json["parts"] = new JsonArray(parts);
        }

        return json;
    }

    private static JsonObject Plain(Result result, string language) => new()
    {
        ["dataset"] = result.Dataset,
        ["asOf"] = result.AsOf?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        ["dataThrough"] = result.DataThrough?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["publication"] = result.Publication,
        ["synthetic"] = result.IsSynthetic,
        ["counts"] = new JsonObject { ["used"] = result.Counts.Used, ["rejected"] = result.Counts.Rejected, ["waiting"] = result.Counts.Waiting },
        ["columns"] = new JsonArray([.. Columns(result, language)]),
        ["rows"] = new JsonArray([.. result.Rows.Select(row => Row(result, row, language))]),
        ["totals"] = Cells([], result, result.Totals),
        ["states"] = new JsonArray([.. result.Rows.SelectMany((row, index) => States(result, index, row.Cells)), .. States(result, null, result.Totals)]),
        ["notes"] = new JsonArray([.. result.Notes.Select(note => new JsonObject { ["code"] = note.Code, ["text"] = note.Text.In(language) })]),
        ["engine"] = result.Trace.Engine,
    };

    private static IEnumerable<JsonNode> Columns(Result result, string language)
    {
        foreach (var slicer in result.Slicers)
        {
            yield return Column(slicer.Name, slicer.Label.In(language), null, "slicer", null);
            yield return Column(ResultColumns.LabelName(slicer), slicer.Label.In(language), null, "label", null);
        }

        foreach (var measure in result.Measures)
        {
            yield return Column(measure.Name, measure.Label.In(language), ResultColumns.UnitName(measure.Unit, result.Currency), "measure", measure.Definition);
        }
    }

    private static JsonObject Column(string name, string label, string? unit, string role, string? definition) =>
        new() { ["name"] = name, ["label"] = label, ["unit"] = unit, ["role"] = role, ["definition"] = definition };

    private static JsonObject Row(Result result, ResultRow row, string language)
    {
        var json = new JsonObject();
        for (var index = 0; index < row.Members.Count; index++)
        {
            json[result.Slicers[index].Name] = row.Members[index].Code;
            json[ResultColumns.LabelName(result.Slicers[index])] = row.Members[index].Label.In(language);
        }

        return Cells(json, result, row.Cells);
    }

    private static JsonObject Cells(JsonObject json, Result result, IReadOnlyList<Cell> cells)
    {
        for (var index = 0; index < cells.Count; index++)
        {
            json[result.Measures[index].Name] = cells[index].Value;
        }

        return json;
    }

    private static IEnumerable<JsonNode> States(Result result, int? row, IReadOnlyList<Cell> cells) => cells
        .Select((cell, index) => (cell.State, Column: result.Measures[index].Name))
        .Where(cell => cell.State != CellState.Value)
        .Select(cell => new JsonObject { ["row"] = row, ["column"] = cell.Column, ["state"] = ResultColumns.StateName(cell.State) });

    private static IEnumerable<JsonNode> Parts(Result result, int? row, IReadOnlyList<Cell> cells) => cells
        .Select((cell, index) => (cell.Parts, Column: result.Measures[index].Name))
        .Where(cell => cell.Parts is not null)
        .Select(cell => new JsonObject { ["row"] = row, ["column"] = cell.Column, ["part"] = cell.Parts!.Part, ["base"] = cell.Parts.Base });
}
