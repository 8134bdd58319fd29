using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Counts what happens while a file is read. Not thread-safe.</summary>
sealed class ExtractCounts
{
    const int SamplesPerWarning = 5;

    readonly Dictionary<(string Rule, string Reason), (Bilingual Reason, int Count, List<RowWarning> Samples)> _warnings = [];
    readonly OrderedDictionary<string, int> _unknown = [];

    public int Rows { get; set; }
    public int Rejected { get; set; }
    public int Blank { get; set; }
    public int Titles { get; set; }
    public int Totals { get; set; }
    public int Footnotes { get; set; }
    public int AsAbove { get; set; }
    public int BlankWords { get; set; }
    public bool IsSynthetic { get; set; }
    public List<string> Sheets { get; } = [];

    public void Warn(RowWarning warning)
    {
        var key = (warning.Rule, warning.Reason.En);
        if (!_warnings.TryGetValue(key, out var known))
            known = (warning.Reason, 0, []);
        if (known.Count < SamplesPerWarning)
            known.Samples.Add(warning);
        _warnings[key] = known with { Count = known.Count + 1 };
    }

    /// <summary>The first few of each warning.</summary>
    public IEnumerable<RowWarning> Warnings => _warnings.Values.SelectMany(known => known.Samples);

    /// <summary>A column of which the source knows nothing; counted once a file.</summary>
    public void Unknown(string? sheet, int line, string header)
    {
        if (!_unknown.TryAdd(header, line))
            return;
        Warn(new(sheet, line, header, null, Rules.UnknownColumn.Code, Rules.UnknownColumn.Reason));
    }

    /// <summary>The mark that every generated file carries.</summary>
    public static bool IsMark(string text) => Folding.Fold(text).Contains("合成データ", StringComparison.Ordinal);

    public ExtractSummary Summary(string format, string? encoding) =>
        new()
        {
            Format = format,
            Encoding = encoding,
            Sheets = [.. Sheets],
            RowsRead = Rows,
            RowsRejected = Rejected,
            BlankRows = Blank,
            TitleRows = Titles,
            TotalRows = Totals,
            FootnoteRows = Footnotes,
            CellsAsAbove = AsAbove,
            CellsBlankByWord = BlankWords,
            UnknownColumns = [.. _unknown.Keys],
            Warnings = [.. _warnings.Select(pair => new WarningCount(pair.Key.Rule, pair.Value.Reason, pair.Value.Count, [.. pair.Value.Samples]))],
            IsSynthetic = IsSynthetic,
        };
}
