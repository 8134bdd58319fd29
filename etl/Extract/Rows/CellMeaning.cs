using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Extract.Files;

namespace Analytics.Etl.Extract.Rows;

/// <summary>What one text means in its column. Each part is worked out when it is first asked for, and once. Not thread-safe.</summary>
sealed partial class CellMeaning(string text, ColumnCells? column)
{
    /// <summary>A cell in which nothing stands.</summary>
    public static readonly CellMeaning Blank = new("", null);

    bool? _isTotalWord;
    CellValue? _value;
    (bool IsOne, decimal Number)? _number;
    (bool IsRead, string? Unit)? _unit;

    public string Text { get; } = text;

    public bool IsBlank => Text.Length == 0;

    /// <summary>"The same as above".</summary>
    public bool IsAsAbove { get; } = RawRow.IsAsAbove(text);

    /// <summary>A word for blank (なし, ―).</summary>
    public bool IsBlankWord { get; } = BlankWords.Contains(text);

    /// <summary>合計, 小計, 計 …</summary>
    public bool IsTotalWord => _isTotalWord ??= MayBeTotalWord(Text) && TotalWord().IsMatch(Folding.Fold(Text));

    /// <summary>The value that its column makes of it. Never asked of blank cells, nor of columns that the source does not know.</summary>
    public CellValue Value => _value ??= column!.Read(Text);

    /// <summary>The unit that a number or amount is written in; null where there is none.</summary>
    public string? Unit => (_unit ??= (true, column!.Unit(Text))).Unit;

    /// <summary>Whether it is a number, whatever its unit.</summary>
    public bool TryNumber(out decimal number)
    {
        var (isOne, value) = _number ??= (NumberCell.TrySplit(Text, out var read, out _), read);
        number = value;
        return isOne;
    }

    /// <summary>Most cells show without being folded that they are no such word: they hold none of its characters, nor any that folds to one.</summary>
    static bool MayBeTotalWord(string text)
    {
        foreach (var c in text)
        {
            if (c is '計' or '数' or 't' or 'T' || c is not (< '\u0080' or (>= '\u3040' and <= '\u30FF') or (>= '\u4E00' and <= '\u9FFF')))
                return true;
        }

        return false;
    }

    [GeneratedRegex(@"^(?:.*(?:合計|小計|総計)|計|総数|累計|(?:sub|grand)?-?total)(?:\(.*\)|:|[\d,]+件?)?$")]
    private static partial Regex TotalWord();
}
