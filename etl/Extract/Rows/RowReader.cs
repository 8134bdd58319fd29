using System.Collections.ObjectModel;
using System.Globalization;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>Reads the data rows of one sheet against its header. It remembers the row above for 〃. Not thread-safe.</summary>
sealed class RowReader(HeaderMatch header, RawSheet from, MoneyUnit? titleUnit, ExtractTally tally)
{
    static readonly IReadOnlyDictionary<string, string> NoExtra = ReadOnlyDictionary<string, string>.Empty;

    readonly Source _source = header.Source;
    readonly int[] _fields = [.. header.Columns.Select(bound => bound.Column is null ? -1 : header.Source.IndexOf(bound.Column.Name))];
    readonly (int Field, SourceColumn Column)[] _defaults = [.. header.Source.Columns.Where(column => column.Default is not null || column.Type == ColumnType.Flag).Select(column => (header.Source.IndexOf(column.Name), column))];
    readonly MeasuredReader? _measured = header.Source.Measured is null ? null : new(header, titleUnit);
    readonly BoundColumn[] _headed = [.. header.Columns.Where(bound => bound.IsHeaded || bound.Column is not null)], _blank = [.. header.Columns.Where(bound => !bound.IsHeaded && bound.Column is null)];
    readonly (string? Cell, Rule? Fault, int Row)[] _above = new (string?, Rule?, int)[header.Columns.Count];
    int _row;

    public ExtractedRow Read(RawRow row)
    {
        var values = new object?[_source.Fields.Count];
        List<RowReject>? rejects = null;
        var hasKey = true;
        List<RowWarning>? warnings = null;
        List<string>? unknown = null;
        Dictionary<string, string>? extra = null;
        var (cells, sheet) = (row.Cells, from.Name);
        TakeSurplus();
        _row++;
        // A remark at the end of the sheet makes thousands of columns without a header; they cost something only where something stands.
        foreach (var bound in _blank.Length == 0 ? _headed : _headed.Concat(_blank.TakeWhile(bound => bound.Index < row.Cells.Length).Where(bound => row.Cells[bound.Index].Length > 0)))
        {
            var (cell, broken) = Resolve(row, bound);
            if (cell is not null && bound.Index < cells.Length && !ReferenceEquals(cell, row.Cells[bound.Index]))
                Replace(bound, cell);
            if (cell is null)
                Reject(bound, row.Cell(bound.Index), Fault.Of(Rules.NothingAbove));
            else if (bound.Column is null)
                Keep(bound, cell);
            else if (broken is not null)
                Reject(bound, cell, Fault.Of(broken));
            else if (cell.Length > 0 && !IsBlankWord(cell))
                Take(bound, cell);
            else if (bound.Column.Required)
                Reject(bound, cell, cell.AsSpan().Trim().IsEmpty ? new(Rules.Required, [bound.Header], [bound.Header]) : new(Rules.RequiredWord, [bound.Header, cell.Trim()], [bound.Header]));
            else if (BlankWords.SayUnknown(cell))
                (unknown ??= []).Add(bound.Column.Name);
        }

        foreach (var (field, column) in _defaults)
            values[field] ??= column.Type == ColumnType.Flag ? false : column.Default;
        _measured?.Read(values, Reject, Warn);
        tally.Rows++;
        if (rejects is not null)
            tally.Rejected++;
        return new(_source, sheet, row.Line, values, extra ?? NoExtra, warnings ?? [], rejects ?? []) { HasKey = hasKey, Cells = cells, Unknown = unknown ?? [] };

        // To the right of a CSV's headers stands what an unquoted delimiter pushed there; in a worksheet it is somebody's remark.
        void TakeSurplus()
        {
            var surplus = row.Cells.AsSpan(Math.Min(header.Columns.Count, row.Cells.Length));
            if (!surplus.ContainsAnyExcept(""))
                return;
            if (sheet is null)
                Reject(null, null, new(Rules.TooManyCells, [header.Columns.Count, row.Cells.Length], []));
            for (var i = header.Columns.Count; sheet is not null && i < row.Cells.Length; i++)
            {
                if (row.Cells[i] is not ("" or RawRow.Merged))
                    Keep(new(i, $"列{i + 1}", null, IsHeaded: false), row.Cells[i]);
            }
        }

        void Take(BoundColumn bound, string cell)
        {
            var field = _fields[bound.Index];
            var read = CellReader.Read(cell, bound, _source, titleUnit, from.Is1904);
            values[field] = read.Value;
            if (read.Fault is { } fault)
                Reject(bound, cell, fault);
            if (read.Doubt is { } doubt)
                Warn(bound, cell, doubt);
            // In another file the number would stand for another day.
            if (from.Is1904 && read is { Value: DateOnly day, Doubt.Rule: var rule } && rule == Rules.ExcelSerial)
                Replace(bound, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            // A number that cannot be used is still what somebody wrote.
            if (read is { Value: null, Fault: null })
                (extra ??= new(StringComparer.Ordinal))[bound.Header] = cell;
            if (bound.Column!.UnitField is { } unitField && read.Fault is null)
                values[_source.IndexOf(unitField)] = CellReader.Decimal(cell, bound, _source).Unit;
        }

        void Replace(BoundColumn bound, string cell) => (ReferenceEquals(cells, row.Cells) ? cells = [.. cells] : cells)[bound.Index] = cell;

        void Keep(BoundColumn bound, string cell)
        {
            if (cell.Length == 0)
                return;
            tally.Unknown(sheet, row.Line, bound.Header);
            (extra ??= new(StringComparer.Ordinal))[bound.Header] = cell;
        }

        void Reject(BoundColumn? bound, string? cell, Fault fault)
        {
            // A blank owner is not misread: the file's owner stands in for it.
            if (bound?.Column?.Name is { } name && (_source.Key.Contains(name) || (name == _source.Owner && fault.Rule != Rules.Required && fault.Rule != Rules.RequiredWord)))
                hasKey = false;
            (rejects ??= []).Add(new(sheet, row.Line, bound?.Header, Shown(cell), fault.Rule.Code, fault.ReasonText, fault.MendText));
        }

        void Warn(BoundColumn bound, string cell, Fault doubt)
        {
            var warning = new RowWarning(sheet, row.Line, bound.Header, Shown(cell), doubt.Rule.Code, doubt.ReasonText);
            (warnings ??= []).Add(warning);
            tally.Warn(warning);
        }
    }

    /// <summary>What was written, for people to read: no longer than a line, with invisible characters by their numbers.</summary>
    static string? Shown(string? cell) => cell is null ? null : Invisible.Show(cell.Length > LongestShown ? $"{cell.AsSpan(0, char.IsHighSurrogate(cell[LongestShown - 1]) ? LongestShown - 1 : LongestShown)}…" : cell);

    const int LongestShown = 200;

    /// <summary>The cell, or what 〃 refers to, with the rule that it breaks as it stands; null if nothing stands above.</summary>
    (string? Cell, Rule? Fault) Resolve(RawRow row, BoundColumn bound)
    {
        var cell = row.Cell(bound.Index);
        ref var above = ref _above[bound.Index];
        if (RawRow.IsAsAbove(cell))
        {
            tally.AsAbove++;
            above = above.Row == _row - 1 ? above with { Row = _row } : default;
            return above.Cell is { Length: > 0 } ? (above.Cell, above.Fault) : (cell == RawRow.Merged ? "" : null, null);
        }

        above = (cell, row.Faults?.GetValueOrDefault(bound.Index), _row);
        return (cell, above.Fault);
    }

    bool IsBlankWord(string cell)
    {
        if (!BlankWords.Contains(cell))
            return false;
        tally.BlankWords++;
        return true;
    }
}
