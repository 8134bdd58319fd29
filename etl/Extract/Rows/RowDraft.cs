using System.Collections.ObjectModel;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>A data row while it is read: its values so far, and what there is to say of them.</summary>
sealed class RowDraft(Source source, string? sheet, RawRow row, ExtractCounts tally)
{
    static readonly IReadOnlyDictionary<string, string> NoExtra = ReadOnlyDictionary<string, string>.Empty;

    List<RowReject>? _rejects;
    List<RowWarning>? _warnings;
    List<string>? _unknown;
    Dictionary<string, string>? _extra;
    string[] _cells = row.Cells;
    bool _hasKey = true;

    public RawRow Row => row;

    /// <summary>In the order of <see cref="Source.Fields"/>.</summary>
    public object?[] Values { get; } = new object?[source.Fields.Count];

    /// <summary>What a cell stands for, where that is not what is written in it.</summary>
    public void Replace(BoundColumn bound, string cell) => (ReferenceEquals(_cells, row.Cells) ? _cells = [.. _cells] : _cells)[bound.Index] = cell;

    /// <summary>The cell of a column that the source does not know.</summary>
    public void Keep(BoundColumn bound, string cell)
    {
        if (cell.Length == 0)
            return;
        tally.Unknown(sheet, row.Line, bound.Header);
        Keep(bound.Header, cell);
    }

    /// <summary>What was written, beside the values.</summary>
    public void Keep(string header, string cell) => (_extra ??= new(StringComparer.Ordinal))[header] = cell;

    public void SayUnknown(string field) => (_unknown ??= []).Add(field);

    public void Reject(BoundColumn? bound, string? cell, Fault fault)
    {
        // A blank owner is not misread: the file's owner stands in for it.
        var isBlank = fault.Rule == Rules.Required || fault.Rule == Rules.RequiredWord;
        if (bound?.Column?.Name is { } name && (source.Key.Contains(name) || (name == source.Owner && !isBlank)))
            _hasKey = false;
        (_rejects ??= []).Add(new(sheet, row.Line, bound?.Header, Shown(cell), fault.Rule.Code, fault.ReasonText, fault.MendText));
    }

    public void Warn(BoundColumn bound, string cell, Fault doubt)
    {
        var warning = new RowWarning(sheet, row.Line, bound.Header, Shown(cell), doubt.Rule.Code, doubt.ReasonText);
        (_warnings ??= []).Add(warning);
        tally.Warn(warning);
    }

    public ExtractedRow Finish()
    {
        tally.Rows++;
        if (_rejects is not null)
            tally.Rejected++;
        return new(source, sheet, row.Line, Values, _extra ?? NoExtra, _warnings ?? [], _rejects ?? [])
        {
            HasKey = _hasKey,
            Cells = _cells,
            Unknown = _unknown ?? [],
        };
    }

    const int LongestShown = 200;

    /// <summary>What was written, for people to read: no longer than a line, with invisible characters by their numbers.</summary>
    static string? Shown(string? cell)
    {
        if (cell is null || cell.Length <= LongestShown)
            return cell is null ? null : Invisible.Show(cell);
        return Invisible.Show($"{cell.AsSpan(0, char.IsHighSurrogate(cell[LongestShown - 1]) ? LongestShown - 1 : LongestShown)}…");
    }
}
