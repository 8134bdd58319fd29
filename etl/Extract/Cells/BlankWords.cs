namespace Analytics.Etl.Extract.Cells;

/// <summary>Words and dashes that people write where they mean "nothing": ―, なし, 不明, N/A.</summary>
static class BlankWords
{
    static readonly HashSet<string> Words = new(
        ["なし", "無し", "ナシ", "無", "不明", "未詳", "n/a", "該当なし", "該当無し", "該当せず", "未記入", "ー"],
        StringComparer.Ordinal
    );

    /// <summary>True where it says that nobody knows (不明), rather than nothing: then what earlier revisions said no longer holds.</summary>
    public static bool SayUnknown(string cell) => Folding.Fold(cell) is "不明" or "未詳";

    public static bool Contains(string cell)
    {
        // What begins with a digit or a letter is a word for blank only if it is N/A.
        if (cell.Length is 0 or > 5 || (char.IsAsciiLetterOrDigit(cell[0]) && cell[0] is not ('n' or 'N')))
            return false;
        var folded = Folding.Fold(cell);
        return Words.Contains(folded) || folded.All(c => c is '-' or 'ー' or '─');
    }
}
