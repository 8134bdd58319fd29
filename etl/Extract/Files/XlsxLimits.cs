using System.IO.Compression;
using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// How large a workbook may be. What its directory says is looked at before anything is unpacked, the rest is counted while it is read; a ledger of a
/// million rows and
/// twenty columns keeps below all of it.
/// </summary>
static class XlsxLimits
{
    /// <summary>What a spreadsheet itself can hold.</summary>
    public const int Rows = 1_048_576,
        TextLength = 32_767;

    const int Parts = 2_000,
        SharedStrings = 10_000_000,
        SharedCharacters = 100_000_000,
        Merges = 100_000,
        Cells = 100_000_000;
    const long Unpacked = 2L << 30;

    /// <summary>Beyond so many bytes nothing that people typed shrinks to less than a two-hundredth.</summary>
    const long Suspicious = 50 << 20,
        Ratio = 200;

    /// <exception cref="FileRefusedException">It has too many parts, or would be too large unpacked.</exception>
    public static void CheckPackage(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var unpacked = archive.Entries.Sum(entry => entry.Length);
        if (archive.Entries.Count > Parts)
            throw Over($"{archive.Entries.Count:N0} 個の部品", $"{archive.Entries.Count:N0} parts");
        if (unpacked > Unpacked || (unpacked > Suspicious && unpacked / Ratio > new FileInfo(path).Length))
            throw Over($"展開後 {unpacked >> 20:N0} MB", $"{unpacked >> 20:N0} MB unpacked");
    }

    public static void CheckShared(int strings, long characters)
    {
        if (strings > SharedStrings || characters > SharedCharacters)
            throw Over($"文字列が合わせて {characters:N0} 字を超過", $"texts of more than {characters:N0} characters together");
    }

    public static void CheckText(int length)
    {
        if (length > TextLength)
            throw Over($"{TextLength:N0} 字を超えるセル", $"a cell of more than {TextLength:N0} characters");
    }

    public static void CheckMerges(int count)
    {
        if (count > Merges)
            throw Over($"{Merges:N0} を超える結合セル", $"more than {Merges:N0} merged areas");
    }

    public static void CheckSheet(int row, long cells)
    {
        if (row > Rows)
            throw Over($"{Rows:N0} を超える行", $"more than {Rows:N0} rows");
        if (cells > Cells)
            throw Over($"{Cells:N0} を超えるセル", $"more than {Cells:N0} cells");
    }

    static FileRefusedException Over(FormattableString ja, FormattableString en) =>
        Rules.FileTooLarge.Refusal([FormattableString.Invariant(ja), FormattableString.Invariant(en)]);
}
