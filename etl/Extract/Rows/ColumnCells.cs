using System.Text;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Files;
using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Extract.Rows;

/// <summary>The cells of one column of a sheet: what a text means is worked out once, and kept while it keeps coming. Not thread-safe.</summary>
sealed class ColumnCells(BoundColumn bound, Source source, MoneyUnit? titleUnit, bool is1904)
{
    readonly TextSlots<CellMeaning> _known = new();
    string? _folded;

    public CellMeaning Meaning(string text)
    {
        if (text.Length == 0)
            return CellMeaning.Blank;
        if (_known.Find(text) is >= 0 and var slot)
            return _known.Take(slot);
        var meaning = new CellMeaning(text, this);
        _known.Put(text, meaning);
        return meaning;
    }

    public CellValue Read(string text) => CellReader.Read(text, bound, source, titleUnit, is1904);

    public string? Unit(string text) => CellReader.Decimal(text, bound, source).Unit;

    /// <summary>The column's own header stands in the cell.</summary>
    public bool IsHeader(string text)
    {
        _folded ??= Folding.Fold(bound.Header);
        // ASCII folds to ASCII.
        return (!Ascii.IsValid(text) || Ascii.IsValid(_folded)) && Folding.Fold(text) == _folded;
    }
}
