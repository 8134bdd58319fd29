using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Analytics.Etl.Samples;
using Analytics.Etl.Samples.Files;
using MiniExcelLibs;
using Sylvan.Data.Csv;

namespace Analytics.Tests.Etl.Samples;

/// <summary>The tests that read the same samples.</summary>
[CollectionDefinition(nameof(SampleFiles))]
public sealed class SampleFilesCollection : ICollectionFixture<SampleFiles>;

/// <summary>
/// The samples of the default size and seed, written once into a temporary folder, and a reader that knows nothing of the product's extraction.
/// </summary>
public sealed class SampleFiles : IDisposable
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<Dictionary<string, string>>> rows = new();

    public SampleFiles() => Summary = SampleLedgers.Write(SampleLedgers.DefaultReferrals, SampleLedgers.DefaultSeed, Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("samples-").FullName;

    public SampleSummary Summary { get; }

    /// <summary>The rows of a kind of ledger: canonical header → text, plus "file" and "line"; blank rows, totals and planned rejects left out.</summary>
    public IReadOnlyList<Dictionary<string, string>> Rows(string ledger) => rows.GetOrAdd(ledger, name => [.. Read(name)]);

    private IEnumerable<Dictionary<string, string>> Read(string ledger)
    {
        var rejected = Summary.Faults.Where(fault => fault.Effect == Effect.Rejected).Select(fault => (fault.File, fault.Sheet, fault.Line)).ToHashSet();
        foreach (var file in Summary.Files.Where(file => file.Ledger == ledger))
        foreach (var (sheet, lines) in Sheets(file))
        {
            var top = lines.FindIndex(line => line.Contains("更新日"));
            if (top < 0)
                continue;
            var headers = lines[top].Select(Canonical).ToList();
            for (var i = top + 1; i < lines.Count; i++)
            {
                if (rejected.Contains((file.Path, sheet, i + 1)) || lines[i].Count(cell => cell.Length > 0) < 5)
                    continue;
                var row = headers
                    .Select((header, at) => (header, text: at < lines[i].Count ? lines[i][at] : ""))
                    .ToDictionary(cell => cell.header, cell => cell.text);
                row["file"] = file.Path;
                row["line"] = (i + 1).ToString(CultureInfo.InvariantCulture);
                yield return row;
            }
        }
    }

    /// <summary>Every line of every visible sheet as texts; a CSV file has one sheet without name.</summary>
    public IEnumerable<(string? Sheet, List<List<string>> Lines)> Sheets(WrittenFile file)
    {
        var path = Path.Combine(Folder, file.Path);
        if (file.Format.StartsWith("csv", StringComparison.Ordinal))
        {
            // Line by line, so that a blank line keeps its number; no cell of the samples contains a line break.
            yield return (null, [.. Encoding(file).GetString(File.ReadAllBytes(path)).TrimStart('\uFEFF').Split("\r\n")[..^1].Select(Cells)]);
            yield break;
        }
        foreach (var sheet in MiniExcel.GetSheetNames(path))
            yield return (sheet, [.. MiniExcel.Query(path, sheetName: sheet).Select(row => ((IDictionary<string, object?>)row).Values.Select(Text).ToList())]);
    }

    public static Encoding Encoding(WrittenFile file) => file.Format.EndsWith("cp932", StringComparison.Ordinal) ? LedgerEncodings.Cp932 : LedgerEncodings.Utf8;

    /// <summary>A date in any of the spellings of the samples; a number is Excel's serial.</summary>
    public static DateOnly Date(string text)
    {
        text = text.Normalize(NormalizationForm.FormKC);
        if (double.TryParse(text, CultureInfo.InvariantCulture, out var serial))
            return DateOnly.FromDateTime(DateTime.FromOADate(serial));
        var parts = Regex.Match(text, @"^(平成|昭和|H|S)?(\d+|元)[-/.年](\d+)[-/.月](\d+)日?$").Groups;
        var year = parts[2].Value == "元" ? 1 : int.Parse(parts[2].Value, CultureInfo.InvariantCulture);
        year += parts[1].Value switch
        {
            "平成" or "H" => 1988,
            "昭和" or "S" => 1925,
            _ => 0,
        };
        return new DateOnly(year, int.Parse(parts[3].Value, CultureInfo.InvariantCulture), int.Parse(parts[4].Value, CultureInfo.InvariantCulture));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static List<string> Cells(string line)
    {
        if (line.Length == 0)
            return [];
        using var csv = CsvDataReader.Create(new StringReader(line), new CsvDataReaderOptions { HasHeaders = false });
        return csv.Read() ? [.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)] : [];
    }

    private static string Text(object? cell) =>
        cell switch
        {
            null => "",
            DateTime day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => cell.ToString()!,
        };

    private static string Canonical(string header) =>
        header switch
        {
            "会社名" => "企業名",
            "受付日" => "紹介日",
            "従業員" => "従業員数",
            "分野" => "技術分野",
            _ => header,
        };
}
