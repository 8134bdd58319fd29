using System.Globalization;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Reads the data rows of one sheet against its header. It remembers the row above for 〃. Not thread-safe.</summary>
sealed class RowReader(HeaderMatch header, RawSheet from, SheetCells cells, MoneyUnit? titleUnit, ExtractCounts tally)
{
    readonly Source _source = header.Source;
    readonly int[] _fields = [.. header.Columns.Select(bound => bound.Column is null ? -1 : header.Source.IndexOf(bound.Column.Name))];
    readonly (int Field, object? Value)[] _defaults =
    [
        .. header
            .Source.Columns.Where(column => column.Default is not null || column.Type == ColumnType.Flag)
            .Select(column => (header.Source.IndexOf(column.Name), column.Type == ColumnType.Flag ? false : (object?)column.Default)),
    ];
    readonly MeasuredReader? _measured = header.Source.Measured is null ? null : new(header, titleUnit);
    readonly BoundColumn[] _headed = [.. header.Columns.Where(bound => bound.IsHeaded || bound.Column is not null)],
        _blank = [.. header.Columns.Where(bound => !bound.IsHeaded && bound.Column is null)];
    readonly (CellMeaning? Cell, Rule? Fault, int Row)[] _above = new (CellMeaning?, Rule?, int)[header.Columns.Count];
    int _row;

    /// <summary>Reads the row that the cells are turned to.</summary>
    public ExtractedRow Read(RawRow row)
    {
        var draft = new RowDraft(_source, from.Name, row, tally);
        TakeSurplus(draft);
        _row++;
        foreach (var bound in _headed)
            Read(draft, bound);
        // A remark at the end of the sheet makes thousands of columns without a header; they cost something only where something stands.
        foreach (var bound in _blank)
        {
            if (bound.Index >= row.Cells.Length)
                break;
            if (row.Cells[bound.Index].Length > 0)
                Read(draft, bound);
        }

        foreach (var (field, value) in _defaults)
            draft.Values[field] ??= value;
        _measured?.Read(draft);
        return draft.Finish();
    }

    void Read(RowDraft draft, BoundColumn bound)
    {
        var (cell, broken) = Resolve(draft.Row, bound);
        if (cell is not null && bound.Index < draft.Row.Cells.Length && !ReferenceEquals(cell, cells[bound.Index]))
            draft.Replace(bound, cell.Text);
        if (cell is null)
            draft.Reject(bound, draft.Row.Cell(bound.Index), Fault.Of(Rules.NothingAbove));
        else if (bound.Column is null)
            draft.Keep(bound, cell.Text);
        else if (broken is not null)
            draft.Reject(bound, cell.Text, Fault.Of(broken));
        else if (cell is { IsBlank: false, IsBlankWord: false })
            Take(draft, bound, cell);
        else
            TakeBlank(draft, bound, bound.Column, cell);
    }

    void Take(RowDraft draft, BoundColumn bound, CellMeaning cell)
    {
        var read = cell.Value;
        draft.Values[_fields[bound.Index]] = read.Value;
        if (read.Fault is { } fault)
            draft.Reject(bound, cell.Text, fault);
        if (read.Doubt is { } doubt)
            draft.Warn(bound, cell.Text, doubt);
        // In another file the number would stand for another day.
        if (from.Is1904 && read is { Value: DateOnly day, Doubt.Rule: var rule } && rule == Rules.ExcelSerial)
            draft.Replace(bound, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        // A number that cannot be used is still what somebody wrote.
        if (read is { Value: null, Fault: null })
            draft.Keep(bound.Header, cell.Text);
        if (bound.Column!.UnitField is { } unitField && read.Fault is null)
            draft.Values[_source.IndexOf(unitField)] = cell.Unit;
    }

    void TakeBlank(RowDraft draft, BoundColumn bound, SourceColumn column, CellMeaning cell)
    {
        if (cell.IsBlankWord)
            tally.BlankWords++;
        if (column.Required)
        {
            draft.Reject(
                bound,
                cell.Text,
                cell.Text.AsSpan().Trim().IsEmpty
                    ? new(Rules.Required, [bound.Header], [bound.Header])
                    : new(Rules.RequiredWord, [bound.Header, cell.Text.Trim()], [bound.Header])
            );
        }
        else if (cell.IsBlankWord && BlankWords.SayUnknown(cell.Text))
            draft.SayUnknown(column.Name);
    }

    /// <summary>To the right of a CSV's headers stands what an unquoted delimiter pushed there; in a worksheet it is somebody's remark.</summary>
    void TakeSurplus(RowDraft draft)
    {
        var all = draft.Row.Cells;
        if (all.Length <= header.Columns.Count || !all.AsSpan(header.Columns.Count).ContainsAnyExcept(""))
            return;
        if (from.Name is null)
            draft.Reject(null, null, new(Rules.TooManyCells, [header.Columns.Count, all.Length], []));
        for (var i = header.Columns.Count; from.Name is not null && i < all.Length; i++)
        {
            if (all[i] is not ("" or RawRow.Merged))
                draft.Keep(new BoundColumn(i, $"列{i + 1}", null, IsHeaded: false), all[i]);
        }
    }

    /// <summary>The cell, or what 〃 refers to, with the rule that it breaks as it stands; null if nothing stands above.</summary>
    (CellMeaning? Cell, Rule? Fault) Resolve(RawRow row, BoundColumn bound)
    {
        var cell = cells[bound.Index];
        ref var above = ref _above[bound.Index];
        if (cell.IsAsAbove)
        {
            tally.AsAbove++;
            above = above.Row == _row - 1 ? above with { Row = _row } : default;
            return above.Cell is { IsBlank: false } ? (above.Cell, above.Fault) : (cell.Text == RawRow.Merged ? CellMeaning.Blank : null, null);
        }

        above = (cell, row.Faults?.GetValueOrDefault(bound.Index), _row);
        return (cell, above.Fault);
    }
}
