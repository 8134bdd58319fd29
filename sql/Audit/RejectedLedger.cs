using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Sql.Access;
using NpgsqlTypes;

namespace Analytics.Sql.Audit;

/// <summary>
/// The rejected rows that stand, in the ledger's own layout: its headers in its order (of several files of one source, their union), its cells as they were
/// written, and before them file, line, reason and mend. A person mends the cells and sends the file again: the loader keeps the four columns as unknown ones.
/// Thread-safe.
/// </summary>
public sealed partial class RejectedLedger(ScopedReader reader)
{
    private static readonly string Statement = EmbeddedText.Read("Audit/rejected_ledger.sql");

    private static readonly IReadOnlyList<Bilingual> Leads =
    [
        new("ファイル", "File"),
        new("行", "Line"),
        new("理由", "Reason"),
        new("直し方", "How to mend it"),
    ];

    private sealed record Row(string File, int Line, string Reasons, string Mends, IReadOnlyList<string> Headers, IReadOnlyList<string> Cells);

    /// <summary>
    /// As CSV text (RFC 4180; to be written as UTF-8 with BOM), of one batch, or of one source in one dataset.
    /// A cell that a spreadsheet would run as a formula has a ' before it, which the loader takes off again. Synthetic rows say so above the header,
    /// as their files do.
    /// </summary>
    /// <param name="language"><c>ja</c> or <c>en</c>, of reasons and mends.</param>
    public async Task<string> CsvAsync(int? batch, string? dataset, string? source, string language, CancellationToken cancellation = default)
    {
        await using var command = reader.CreateCommand(Statement);
        command.Parameters.Add(new("batch", NpgsqlDbType.Integer) { Value = (object?)batch ?? DBNull.Value });
        command.Parameters.Add(new("dataset", NpgsqlDbType.Text) { Value = (object?)dataset ?? DBNull.Value });
        command.Parameters.Add(new("source", NpgsqlDbType.Text) { Value = (object?)source ?? DBNull.Value });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        var (rows, isSynthetic) = (new List<Row>(), false);
        while (await row.ReadAsync(cancellation))
        {
            isSynthetic |= row.GetBoolean(10);
            var isEnglish = language == "en";
            rows.Add(
                new(
                    Place(row.GetString(0), row.IsDBNull(2) ? null : row.GetString(2)),
                    row.GetInt32(3),
                    string.Join(" ", row.GetFieldValue<string[]>(isEnglish ? 5 : 4)),
                    string.Join(" ", row.GetFieldValue<string[]>(isEnglish ? 7 : 6)),
                    row.IsDBNull(8) ? [] : row.GetFieldValue<string[]>(8),
                    row.IsDBNull(9) ? [] : row.GetFieldValue<string[]>(9)
                )
            );
        }

        return Csv(rows, isSynthetic, language);
    }

    private static string Csv(IReadOnlyList<Row> rows, bool isSynthetic, string language)
    {
        // An export that came back has our own columns already.
        var ours = Leads.SelectMany(lead => new[] { lead.Ja, lead.En }).ToHashSet(StringComparer.Ordinal);
        var headers = rows.SelectMany(row => row.Headers).Where(header => !ours.Contains(header)).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        if (isSynthetic)
        {
            Write(text, ["合成データ"]);
        }

        Write(text, [.. Leads.Select(lead => lead.In(language)), .. headers]);
        foreach (var row in rows)
        {
            var cells = row.Headers.Zip(row.Cells).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
            Write(
                text,
                [
                    row.File,
                    row.Line.ToString(CultureInfo.InvariantCulture),
                    row.Reasons,
                    row.Mends,
                    .. headers.Select(header => cells.GetValueOrDefault(header, "")),
                    .. row.Cells.Skip(row.Headers.Count).Reverse().SkipWhile(cell => cell.Length == 0).Reverse(), // to the right of the headers
                ]
            );
        }

        return text.ToString();
    }

    private static string Place(string file, string? sheet) => sheet is null ? file : $"{file} [{sheet}]";

    // A number below zero is no formula, and stays a number.
    private static void Write(StringBuilder text, IEnumerable<string> cells) =>
        CsvText.Line(text, cells.Select(cell => Number().IsMatch(cell) ? cell : CsvText.Harmless(cell)));

    [GeneratedRegex(@"^[+-]?[0-9][0-9,]*(\.[0-9]+)?$")]
    private static partial Regex Number();
}
