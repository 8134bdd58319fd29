using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>
/// Tells data rows from what people put between and below them. It remembers the sums of the numeric columns and the shapes of the
/// first cells so far, so that a total row shows itself even where it does not say 合計. One per sheet; not thread-safe.
/// </summary>
sealed partial class RowSorter
{
    readonly SheetCells _cells;
    readonly int[] _columns,
        _keys;
    readonly bool _sumsFirst;
    readonly (int Column, decimal All, decimal SinceTotal)[] _sums;
    readonly HashSet<string> _shapes = new(StringComparer.Ordinal);
    readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _shapesBySpan;
    int _rows,
        _rowsSinceTotal;

    public RowSorter(HeaderMatch header, SheetCells cells)
    {
        var source = header.Source;
        _cells = cells;
        _columns = [.. header.Columns.Where(bound => bound.Column is not null).Select(bound => bound.Index)];
        _keys = [.. header.Columns.Where(bound => bound.Column is { Required: true } column && source.Key.Contains(column.Name)).Select(bound => bound.Index)];
        _sums =
        [
            .. header
                .Columns.Where(bound =>
                    bound.Column is { } column
                    && (
                        column.Type is ColumnType.Integer or ColumnType.Count or ColumnType.Decimal or ColumnType.Money || column.Name == source.Measured?.Value
                    )
                )
                .Select(bound => (bound.Index, 0m, 0m)),
        ];
        _sumsFirst = _sums.Any(sum => sum.Column == 0);
        _shapesBySpan = _shapes.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>What the row is that the cells are turned to.</summary>
    public RowKind Sort()
    {
        var (filled, first) = (0, -1);
        var onlyMarks = true;
        for (var i = 0; i < _cells.Count; i++)
        {
            var cell = _cells[i];
            if (cell.IsBlank)
                continue;
            if (filled++ == 0)
                first = i;
            onlyMarks = onlyMarks && (cell.IsAsAbove || cell.IsBlankWord);
        }

        if (onlyMarks)
            return RowKind.Blank;
        var keyBlank = Array.TrueForAll(_keys, key => _cells[key] is { IsBlank: true } or { IsBlankWord: true });
        if (IsTotal(keyBlank))
            return RowKind.Total;
        if (IsFootnote(filled, first, keyBlank))
            return RowKind.Footnote;
        return IsHeader() ? RowKind.Header : RowKind.Data;
    }

    /// <summary>Takes a data row into account; afterwards it is part of what a total may add up.</summary>
    public void Remember()
    {
        _rows++;
        _rowsSinceTotal++;
        foreach (ref var sum in _sums.AsSpan())
        {
            if (_cells[sum.Column].TryNumber(out var number))
                Add(ref sum, number);
        }

        if (_shapes.Count < 64)
            Remember(_cells[0].Text);
    }

    void Remember(string text)
    {
        var folded = Folding.Fold(text);
        _shapesBySpan.Add(Shape(folded, folded.Length <= Short ? stackalloc char[Short] : new char[folded.Length]));
    }

    /// <summary>A lone cell that looks like those above it is a broken data row, not a footnote.</summary>
    bool LooksLikeData(string cell)
    {
        var folded = Folding.Fold(cell);
        var shape = Shape(folded, folded.Length <= Short ? stackalloc char[Short] : new char[folded.Length]);
        return _shapesBySpan.Contains(shape) || (_shapes.Count == 0 && cell.All(char.IsAscii));
    }

    bool IsTotal(bool keyBlank)
    {
        if (Array.Exists(_keys, key => _cells[key].IsTotalWord))
            return EndTotal();
        if (!keyBlank)
            return false;
        var (numbers, others, all, since) = (0, 0, _rows > 1, _rowsSinceTotal > 1);
        for (var i = 0; i < _cells.Count; i++)
        {
            var cell = _cells[i];
            if (cell.IsBlank)
                continue;
            if (cell.IsTotalWord)
                return EndTotal();
            if (Array.FindIndex(_sums, sum => sum.Column == i) is not (>= 0 and var place) || !cell.TryNumber(out var number))
            {
                others++;
                continue;
            }

            numbers++;
            all &= number == _sums[place].All;
            since &= number == _sums[place].SinceTotal;
        }

        return numbers > 0 && (others == 0 || all || since) && EndTotal();
    }

    bool EndTotal()
    {
        _rowsSinceTotal = 0;
        foreach (ref var sum in _sums.AsSpan())
            sum.SinceTotal = 0;
        return true;
    }

    bool IsFootnote(int filled, int first, bool keyBlank)
    {
        var cell = _cells[first].Text;
        if (filled <= 2 && FootnoteMark().IsMatch(cell) && (keyBlank || _keys.Contains(first)))
            return true;
        return filled == 1 && (ExtractCounts.IsMark(cell) || (first == 0 && !LooksLikeData(cell) && !_sumsFirst));
    }

    bool IsHeader()
    {
        var same = 0;
        foreach (var index in _columns)
        {
            if (_cells[index] is not { IsBlank: false } cell)
                continue;
            if (!_cells.Column(index)!.IsHeader(cell.Text))
                return false;
            same++;
        }

        return same > 1;
    }

    const int Short = 256;

    /// <summary>R-2007-001 and R-2007-12 are one shape: letters, digits and the marks between them.</summary>
    static Span<char> Shape(string folded, Span<char> shape)
    {
        var length = 0;
        foreach (var c in folded)
        {
            var kind =
                char.IsAsciiDigit(c) ? '9'
                : char.IsAsciiLetterLower(c) ? 'a'
                : c;
            if (kind is '9' or 'a' && length > 0 && shape[length - 1] == kind)
                continue;
            shape[length++] = kind;
        }

        return shape[..length];
    }

    static void Add(ref (int Column, decimal All, decimal SinceTotal) sums, decimal number)
    {
        // Sums only serve to recognise total rows: past what a decimal holds there is nothing to recognise.
        const decimal Most = decimal.MaxValue / 4;
        if (Math.Abs(number) <= Most && Math.Abs(sums.All) <= Most)
            (sums.All, sums.SinceTotal) = (sums.All + number, sums.SinceTotal + number);
    }

    [GeneratedRegex(@"^(?:※|＊|\*|注[:：)）\d０-９\s]|注$|\(注|（注|備考[:：])")]
    private static partial Regex FootnoteMark();
}
