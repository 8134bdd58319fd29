using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>What the cells of a row mean below a header, one row after the other. Not thread-safe.</summary>
sealed class SheetCells(HeaderMatch header, MoneyUnit? titleUnit, bool is1904)
{
    readonly ColumnCells?[] _columns =
    [
        .. header.Columns.Select(bound => bound.IsHeaded || bound.Column is not null ? new ColumnCells(bound, header.Source, titleUnit, is1904) : null),
    ];
    CellMeaning[] _cells = [];

    /// <summary>Cells of the row, blank ones at its end included where the file has them.</summary>
    public int Count { get; private set; }

    /// <summary>What a cell of the row means; blank beyond its end.</summary>
    public CellMeaning this[int index] => index < Count ? _cells[index] : CellMeaning.Blank;

    /// <summary>The column's cells; null where it has no header and is not declared.</summary>
    public ColumnCells? Column(int index) => _columns[index];

    /// <summary>Turns to the next row.</summary>
    public void Turn(RawRow row)
    {
        Count = row.Cells.Length;
        if (_cells.Length < Count)
            _cells = new CellMeaning[Count];
        for (var i = 0; i < Count; i++)
        {
            var text = row.Cells[i];
            _cells[i] =
                text.Length == 0 ? CellMeaning.Blank
                : i < _columns.Length && _columns[i] is { } column ? column.Meaning(text)
                : new(text, null);
        }
    }
}
