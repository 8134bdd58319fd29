using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract;

/// <summary>
/// One file on its way to typed rows. Opening it finds its format, encoding, header and source; <see cref="Rows"/> streams the
/// rows, and <see cref="Summary"/> is whole after the last of them. Holds no file open between calls. Not thread-safe.
/// </summary>
public sealed class Extraction
{
    /// <summary>Spreadsheets allow 31 characters; a name is part of a key.</summary>
    const int LongestSheetName = 200;

    readonly IReadOnlyList<(RawSheet Sheet, HeaderMatch Header)> _sheets;
    readonly ExtractCounts _opened;
    ExtractCounts _tally;

    Extraction(Source source, string format, string? encoding, IReadOnlyList<(RawSheet, HeaderMatch)> sheets, ExtractCounts opened)
    {
        (Source, Format, Encoding, _sheets, _opened) = (source, format, encoding, sheets, opened);
        _tally = opened;
    }

    public Source Source { get; }

    /// <summary><c>csv</c> or <c>xlsx</c>, by content, never by name.</summary>
    public string Format { get; }

    /// <summary><c>utf-8</c>, <c>utf-8-bom</c> or <c>cp932</c>; null for XLSX.</summary>
    public string? Encoding { get; }

    /// <summary>What was counted so far; whole once <see cref="Rows"/> has been read to its end.</summary>
    public ExtractSummary Summary => _tally.Summary(Format, Encoding);

    /// <param name="path">The file; its name means nothing.</param>
    /// <param name="catalog">The sources that it may belong to.</param>
    /// <param name="sourceName">The source that it must belong to; null: the one that fits best.</param>
    /// <exception cref="FileRefusedException">It cannot be read, or belongs to no source or to several.</exception>
    /// <exception cref="ArgumentException">There is no source of that name.</exception>
    public static Extraction Open(string path, SourceCatalog catalog, string? sourceName = null)
    {
        var sources =
            sourceName is null ? catalog.Sources
            : catalog.Find(sourceName) is { } named ? [named]
            : throw new ArgumentException(
                $"There is no source '{sourceName}'. Allowed: {string.Join(", ", catalog.Sources.Select(source => source.Name))}.",
                nameof(sourceName)
            );
        return XlsxWorkbook.IsOne(path) ? OpenXlsx(path, sources) : OpenCsv(path, sources);
    }

    /// <summary>Names of the source's columns that no sheet has.</summary>
    public IReadOnlyList<string> MissingColumns =>
        [
            .. Source
                .Columns.Where(column => !column.IsConstant && !_sheets.Any(pair => pair.Header.Columns.Any(bound => bound.Column == column)))
                .Select(column => column.Name),
        ];

    /// <summary>The headers of every sheet that is read, in the file's order.</summary>
    public IReadOnlyList<LedgerLayout> Layouts => [.. _sheets.Select(pair => LedgerLayout.Of(pair.Sheet, pair.Header))];

    /// <summary>The data rows in the file's order, rejected ones included. Every call reads anew from the start.</summary>
    /// <exception cref="FileRefusedException">While enumerating: the file breaks off or is damaged. Nothing of it may be kept.</exception>
    public IEnumerable<ExtractedRow> Rows()
    {
        var tally = _tally = new ExtractCounts { IsSynthetic = _opened.IsSynthetic };
        foreach (var warning in _opened.Warnings)
            tally.Warn(warning);
        foreach (var (sheet, header) in _sheets)
        {
            foreach (var row in SheetRows.Read(sheet, header, tally))
                yield return row;
        }
    }

    static Extraction OpenCsv(string path, IReadOnlyList<Source> sources)
    {
        var facts = TextFacts.Of(path);
        (RawSheet Sheet, IReadOnlyList<HeaderMatch> Matches)? best = null;
        FileRefusedException? refusal = null;
        foreach (var delimiter in new[] { ',', '\t', ';' })
        {
            var sheet = new RawSheet(null, IsHidden: false, () => CsvRows.Read(path, facts, delimiter));
            try
            {
                var matches = HeaderSearch.Matches(Top(sheet), sources);
                if (best is null || Rank(matches).CompareTo(Rank(best.Value.Matches)) > 0)
                    best = (sheet, matches);
            }
            catch (FileRefusedException error)
            {
                // Read by the wrong delimiter, quotes look misplaced; it counts only if no delimiter shows a single header.
                refusal ??= error;
            }
        }

        if (best is null || (refusal is not null && best.Value.Matches.Count == 0))
            throw refusal!;
        var header = HeaderSearch.Winner(best.Value.Matches) ?? throw HeaderSearch.Unknown(best.Value.Matches, sources);
        return new(header.Source, "csv", facts.Name, [(best.Value.Sheet, header)], new());

        static (bool, int) Rank(IReadOnlyList<HeaderMatch> matches) => matches is [var first, ..] ? (first.IsComplete, first.Matched) : (false, 0);
    }

    static Extraction OpenXlsx(string path, IReadOnlyList<Source> sources)
    {
        var opened = new ExtractCounts();
        var found = new List<(RawSheet Sheet, HeaderMatch Header)>();
        var near = new List<(RawSheet Sheet, IReadOnlyList<HeaderMatch> Matches)>();
        foreach (var sheet in Sheets(path))
        {
            if (sheet.Name is { Length: > LongestSheetName })
                throw Rules.FileCorrupt.Refusal([$"{sheet.Name.AsSpan(0, LongestSheetName)}…"]);
            if (sheet.IsHidden)
            {
                opened.Warn(new(sheet.Name, 1, null, sheet.Name, Rules.SheetHidden.Code, Rules.SheetHidden.Reason.With(sheet.Name)));
                continue;
            }

            var top = Top(sheet);
            opened.IsSynthetic |= ExtractCounts.IsMark(sheet.Name ?? "");
            var matches = HeaderSearch.Matches(top, sources);
            if (HeaderSearch.Winner(matches) is { } header)
                found.Add((sheet, header));
            else
            {
                near.Add((sheet, matches));
                opened.IsSynthetic |= top.Any(row => row.Cells.Any(ExtractCounts.IsMark));
            }
        }

        var allMatches = near.SelectMany(pair => pair.Matches).ToList();
        if (found.Count == 0)
            throw HeaderSearch.Unknown(allMatches, sources);
        var source = found[0].Header.Source;
        if (found.Any(pair => pair.Header.Source != source))
            throw Rules.SheetsDiffer.Refusal([string.Join(", ", found.Select(pair => $"{pair.Sheet.Name}: {pair.Header.Source.Name}"))]);
        foreach (var (sheet, matches) in near)
        {
            // A sheet with half the ledger's headers is the ledger with one of them misspelt: leaving it out would lose rows unseen.
            if (
                matches.FirstOrDefault(match => match.Source == source) is { } almost
                && almost.Matched * 2 >= source.Columns.Count(column => column.Required)
                && almost.Matched > 1
            )
                throw HeaderSearch.Unknown([almost], sources);
            opened.Warn(new(sheet.Name, 1, null, sheet.Name, Rules.SheetSkipped.Code, Rules.SheetSkipped.Reason.With(sheet.Name)));
        }

        return new(source, "xlsx", null, found, opened);
    }

    /// <summary>What is a ZIP archive and no workbook is named.</summary>
    static IReadOnlyList<RawSheet> Sheets(string path)
    {
        try
        {
            return XlsxWorkbook.Sheets(path);
        }
        catch (FileRefusedException refusal) when (OtherFormat.OfArchive(path) is { } other)
        {
            throw OtherFormat.Refusal(other, refusal);
        }
    }

    static List<RawRow> Top(RawSheet sheet) => [.. sheet.Rows().Take(HeaderSearch.Depth)];
}
