using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>
/// Tells data rows from what people put between and below them. It remembers the sums of the numeric columns and the shapes of the
/// first cells so far, so that a total row shows itself even where it does not say 合計. One per sheet; not thread-safe.
/// </summary>
sealed partial class RowSorter
{
    readonly IReadOnlyList<BoundColumn> _columns;
    readonly IReadOnlyList<BoundColumn> _keys;
    readonly Dictionary<int, (decimal All, decimal SinceTotal)> _sums;
    readonly HashSet<string> _shapes = new(StringComparer.Ordinal);
    int _rows, _rowsSinceTotal;

    public RowSorter(HeaderMatch header)
    {
        var source = header.Source;
        _columns = [.. header.Columns.Where(bound => bound.Column is not null)];
        _keys = [.. header.Columns.Where(bound => bound.Column is { Required: true } column && source.Key.Contains(column.Name))];
        _sums = header.Columns
            .Where(bound => bound.Column is { } column && (column.Type is ColumnType.Integer or ColumnType.Count or ColumnType.Decimal or ColumnType.Money || column.Name == source.Measured?.Value))
            .ToDictionary(bound => bound.Index, _ => (0m, 0m));
    }

    public RowKind Sort(RawRow row)
    {
        var (filled, first) = (0, -1);
        var onlyMarks = true;
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (row.Cells[i].Length == 0)
                continue;
            if (filled++ == 0)
                first = i;
            onlyMarks &= RawRow.IsAsAbove(row.Cells[i]) || BlankWords.Contains(row.Cells[i]);
        }

        if (onlyMarks)
            return RowKind.Blank;
        var keyBlank = _keys.All(key => row.Cell(key.Index) is var cell && (cell.Length == 0 || BlankWords.Contains(cell)));
        if (IsTotal(row, keyBlank))
            return RowKind.Total;
        if (IsFootnote(row, filled, first, keyBlank))
            return RowKind.Footnote;
        return IsHeader(row) ? RowKind.Header : RowKind.Data;
    }

    /// <summary>Takes a data row into account; afterwards it is part of what a total may add up.</summary>
    public void Remember(RawRow row)
    {
        _rows++;
        _rowsSinceTotal++;
        foreach (var index in _sums.Keys)
        {
            if (NumberCell.TrySplit(row.Cell(index), out var number, out _))
                _sums[index] = Added(_sums[index], number);
        }

        if (_shapes.Count < 64)
            _shapes.Add(Shape(row.Cell(0)));
    }

    /// <summary>A lone cell that looks like those above it is a broken data row, not a footnote.</summary>
    bool LooksLikeData(string cell) => _shapes.Contains(Shape(cell)) || (_shapes.Count == 0 && cell.All(char.IsAscii));

    bool IsTotal(RawRow row, bool keyBlank)
    {
        if (_keys.Any(key => TotalWord().IsMatch(Folding.Fold(row.Cell(key.Index)))))
            return EndTotal();
        if (!keyBlank)
            return false;
        if (row.Cells.Any(cell => TotalWord().IsMatch(Folding.Fold(cell))))
            return EndTotal();
        var (numbers, others, all, since) = (0, 0, _rows > 1, _rowsSinceTotal > 1);
        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (row.Cells[i].Length == 0)
                continue;
            if (!_sums.TryGetValue(i, out var sums) || !NumberCell.TrySplit(row.Cells[i], out var number, out _))
            {
                others++;
                continue;
            }

            numbers++;
            all &= number == sums.All;
            since &= number == sums.SinceTotal;
        }

        return numbers > 0 && (others == 0 || all || since) && EndTotal();
    }

    bool EndTotal()
    {
        _rowsSinceTotal = 0;
        foreach (var index in _sums.Keys)
            _sums[index] = (_sums[index].All, 0);
        return true;
    }

    bool IsFootnote(RawRow row, int filled, int first, bool keyBlank)
    {
        var cell = row.Cells[first];
        if (FootnoteMark().IsMatch(cell) && (keyBlank || _keys.Any(key => key.Index == first)) && filled <= 2)
            return true;
        return filled == 1 && (ExtractTally.IsMark(cell) || (first == 0 && !LooksLikeData(cell) && !_sums.ContainsKey(0)));
    }

    bool IsHeader(RawRow row)
    {
        var same = 0;
        foreach (var bound in _columns)
        {
            if (row.Cell(bound.Index) is not { Length: > 0 } cell)
                continue;
            if (Folding.Fold(cell) != Folding.Fold(bound.Header))
                return false;
            same++;
        }

        return same > 1;
    }

    /// <summary>R-2007-001 and R-2007-12 are one shape: letters, digits and the marks between them.</summary>
    static string Shape(string key) => Runs().Replace(Folding.Fold(key), match => char.IsAsciiDigit(match.Value[0]) ? "9" : "a");

    static (decimal, decimal) Added((decimal All, decimal SinceTotal) sums, decimal number)
    {
        // Sums only serve to recognise total rows: past what a decimal holds there is nothing to recognise.
        const decimal Most = decimal.MaxValue / 4;
        return Math.Abs(number) > Most || Math.Abs(sums.All) > Most ? sums : (sums.All + number, sums.SinceTotal + number);
    }

    [GeneratedRegex(@"^(?:.*(?:合計|小計|総計)|計|総数|累計|(?:sub|grand)?-?total)(?:\(.*\)|:|[\d,]+件?)?$")]
    private static partial Regex TotalWord();

    [GeneratedRegex(@"^(?:※|＊|\*|注[:：)）\d０-９\s]|注$|\(注|（注|備考[:：])")]
    private static partial Regex FootnoteMark();

    [GeneratedRegex("[0-9]+|[a-z]+")]
    private static partial Regex Runs();
}
