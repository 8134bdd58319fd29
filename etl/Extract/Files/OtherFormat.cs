using System.Text;
using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Files;

/// <summary>
/// What a file is that is no ledger, told by its first bytes: people save pages, pictures and mail under any name, and must hear what they sent.
/// </summary>
static class OtherFormat
{
    public static readonly Bilingual Binary = new("文字ではないデータ（バイナリー）", "binary data, no text");

    static readonly Bilingual Utf16 = new("UTF-16のテキスト", "text in UTF-16");

    static readonly Bilingual Zip = new("ZIP形式の書庫", "a ZIP archive");

    static readonly (byte[] Start, Bilingual Format)[] Signatures =
    [
        ([0xD0, 0xCF, 0x11, 0xE0], new("古いExcel形式（.xls）か、パスワード付きのブック", "an old Excel workbook (.xls), or one with a password")),
        ("%PDF"u8.ToArray(), new("PDF", "a PDF")),
        ([0xFF, 0xFE], Utf16),
        ([0xFE, 0xFF], Utf16),
        ("PK\x03\x04"u8.ToArray(), Zip),
        ("PK\x05\x06"u8.ToArray(), Zip),
        ([0x1F, 0x8B], new("gzip形式の圧縮ファイル", "a gzip archive")),
        ([0x37, 0x7A, 0xBC, 0xAF], new("7-Zip形式の書庫", "a 7-Zip archive")),
        ("Rar!"u8.ToArray(), new("RAR形式の書庫", "a RAR archive")),
        ([0x89, (byte)'P', (byte)'N', (byte)'G'], new("画像（PNG）", "a picture (PNG)")),
        ([0xFF, 0xD8, 0xFF], new("画像（JPEG）", "a picture (JPEG)")),
        (@"{\rtf"u8.ToArray(), new("リッチテキスト（RTF）", "rich text (RTF)")),
    ];

    /// <summary>By how a text begins, blanks apart.</summary>
    static readonly (string Start, Bilingual Format)[] Texts =
    [
        ("<!doctype html", new("HTML", "HTML")),
        ("<html", new("HTML", "HTML")),
        ("<table", new("HTML", "HTML")),
        ("<head", new("HTML", "HTML")),
        ("<body", new("HTML", "HTML")),
        ("<?xml", new("XML", "XML")),
        ("mime-version:", new("MIME形式（メールやWebアーカイブ）", "MIME (mail, or a web archive)")),
    ];

    /// <summary>By a part that only such an archive has.</summary>
    static readonly (string Name, Bilingual Format)[] Parts =
    [
        ("xl/workbook.bin", new("Excelバイナリー形式（.xlsb）", "an Excel binary workbook (.xlsb)")),
        ("word/document.xml", new("Wordの文書", "a Word document")),
        ("ppt/presentation.xml", new("PowerPointの資料", "a PowerPoint presentation")),
        ("META-INF/manifest.xml", new("OpenDocument形式（.odsなど）", "an OpenDocument file (.ods or the like)")),
    ];

    static readonly Bilingual Json = new("JSON", "JSON");

    static readonly Bilingual Euc = new("EUC-JPのテキスト", "text in EUC-JP");

    /// <summary>The format that the first bytes of a file show; null for what may be a CSV.</summary>
    public static Bilingual? Of(ReadOnlySpan<byte> start)
    {
        foreach (var (signature, format) in Signatures)
        {
            if (start.StartsWith(signature))
                return format;
        }

        if (start.Contains((byte)0))
            return IsUtf16(start) ? Utf16 : Binary;
        if (IsIso2022(start))
            return new("ISO-2022-JP（JISコード）のテキスト", "text in ISO-2022-JP (JIS)");
        var text = Encoding.UTF8.GetString(start[..Math.Min(start.Length, 1 << 10)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (Texts.FirstOrDefault(known => text.StartsWith(known.Start, StringComparison.OrdinalIgnoreCase)) is { Format: { } named })
            return named;
        return IsJson(text) ? Json : null;
    }

    /// <summary>The same of bytes that are no UTF-8.</summary>
    public static Bilingual? OfOldText(ReadOnlySpan<byte> start) => IsEuc(start) ? Euc : null;

    /// <summary>The same of a ZIP archive, by the names in its directory at the end; null for a workbook, a damaged one too.</summary>
    public static Bilingual? OfArchive(string path)
    {
        using var file = File.OpenRead(path);
        file.Seek(-Math.Min(file.Length, 1 << 16), SeekOrigin.End);
        var directory = new byte[file.Length - file.Position];
        file.ReadExactly(directory);
        if (directory.AsSpan().IndexOf("PK\x05\x06"u8) < 0)
            return null;
        foreach (var (name, format) in Parts)
        {
            if (directory.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name)) >= 0)
                return format;
        }

        return directory.AsSpan().IndexOf("[Content_Types].xml"u8) < 0 && directory.AsSpan().IndexOf("xl/"u8) < 0 ? Zip : null;
    }

    public static FileRefusedException Refusal(Bilingual format, Exception? cause = null) =>
        new(Rules.FileFormat.Code, new(Rules.FileFormat.Reason.With(format.Ja).Ja, Rules.FileFormat.Reason.With(format.En).En), Rules.FileFormat.Mend, cause);

    /// <summary>Without a byte order mark: one byte of nearly each pair is 0 in what ledgers have of digits, commas and line ends.</summary>
    static bool IsUtf16(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> little = [(byte)',', 0],
            big = [0, (byte)','];
        return (start.IndexOf(little) is >= 0 and var low && low % 2 == 0) || (start.IndexOf(big) is >= 0 and var high && high % 2 == 0);
    }

    /// <summary>Escape sequences into and out of JIS X 0208.</summary>
    static bool IsIso2022(ReadOnlySpan<byte> start) => start.IndexOf("\x1B$B"u8) >= 0 || start.IndexOf("\x1B$@"u8) >= 0 || start.IndexOf("\x1B(J"u8) >= 0;

    static bool IsJson(string text) => text.Length > 1 && text[0] is '{' or '[' && text.AsSpan(1).TrimStart() is ['"' or '{' or '[' or '}' or ']', ..];

    /// <summary>Of CP932, whose kanji and kana begin with bytes below A0, nothing but half-width kana looks like it; those reach no further than DF.</summary>
    static bool IsEuc(ReadOnlySpan<byte> start)
    {
        var isHigh = false;
        for (var i = 0; i < start.Length - 1; i++)
        {
            if (start[i] < 0x80)
                continue;
            if (start[i] is < 0xA1 or 0xFF && start[i] is not (0x8E or 0x8F) || start[i + 1] is < 0xA1 or 0xFF)
                return false;
            isHigh |= start[i] >= 0xE0 || start[i + 1] >= 0xE0;
            i += start[i] == 0x8F ? 2 : 1;
        }

        return isHigh;
    }
}
