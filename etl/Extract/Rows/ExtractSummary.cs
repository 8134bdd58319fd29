using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Rows;

/// <summary>What was found in a file besides its rows; whole only after the last row was read.</summary>
public sealed record ExtractSummary
{
    /// <summary><c>csv</c> or <c>xlsx</c>.</summary>
    public required string Format { get; init; }

    /// <summary><c>utf-8</c>, <c>utf-8-bom</c> or <c>cp932</c>; null for XLSX.</summary>
    public string? Encoding { get; init; }

    /// <summary>The worksheets that were read; empty for CSV.</summary>
    public IReadOnlyList<string> Sheets { get; init; } = [];

    /// <summary>Data rows, rejected ones included.</summary>
    public int RowsRead { get; init; }
    public int RowsRejected { get; init; }
    public int BlankRows { get; init; }

    /// <summary>Rows above the header, and the header's own first row where it has two.</summary>
    public int TitleRows { get; init; }
    public int TotalRows { get; init; }
    public int FootnoteRows { get; init; }

    /// <summary>Cells that were taken from the row above (〃, merged).</summary>
    public int CellsAsAbove { get; init; }

    /// <summary>Cells with a word for blank (―, なし, 不明 …).</summary>
    public int CellsBlankByWord { get; init; }

    /// <summary>Headers that the source does not know; their cells are in <see cref="ExtractedRow.Extra"/>.</summary>
    public IReadOnlyList<string> UnknownColumns { get; init; } = [];

    public IReadOnlyList<WarningCount> Warnings { get; init; } = [];

    /// <summary>Warnings of the file as a whole, which no row carries: sheets that were passed over, line ends that are mixed.</summary>
    public IEnumerable<WarningCount> OfFile => Warnings.Where(warning => Rules.OfFile.Contains(warning.Rule));

    /// <summary>The file says of itself that it is synthetic (合成データ).</summary>
    public bool IsSynthetic { get; init; }
}

/// <summary>How often one warning was given in a file, with its first few places.</summary>
public sealed record WarningCount(string Rule, Bilingual Reason, int Count, IReadOnlyList<RowWarning> Samples)
{
    /// <summary>The reason, with the first lines of a CSV that it is about.</summary>
    public Bilingual Text =>
        Samples is [{ Sheet: null }, ..]
            ? new(
                $"{Reason.Ja}（{string.Join("、", Samples.Select(sample => sample.Line))}行目{(Count > Samples.Count ? "など" : "")}）",
                $"{Reason.En} (line {string.Join(", ", Samples.Select(sample => sample.Line))}{(Count > Samples.Count ? " …" : "")})"
            )
            : Reason;
}
