namespace Analytics.Dashboard.Exports;

/// <summary>
/// Breaks text into lines: Latin words stay whole, Japanese breaks between any two characters but never before a closing mark or a small kana, nor after an
/// opening one (禁則). A word wider than the line is broken where it must be.
/// </summary>
internal static class Wrapping
{
    private const string NeverFirst = "、。，．・：；！？）」』】〕〉》］｝ー〜～々％ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶヽヾゝゞ,.:;!?)]}%’”",
        NeverLast = "（「『【〔〈《［｛([{“‘$¥";

    /// <summary>The lines; at least one, which may be empty.</summary>
    /// <param name="width">Room in pixels.</param>
    /// <param name="measure">Width of a text in pixels.</param>
    public static IReadOnlyList<string> Lines(string text, float width, Func<string, float> measure)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
        {
            var line = "";
            foreach (var piece in Pieces(paragraph))
            {
                if (line.Length == 0 || measure(line + piece.TrimEnd()) <= width)
                    line += line.Length == 0 ? piece.TrimStart() : piece;
                else
                {
                    lines.Add(line.TrimEnd());
                    line = piece.TrimStart();
                }

                while (line.Length > 1 && measure(line.TrimEnd()) > width)
                    line = Cut(line);
            }

            lines.Add(line.TrimEnd());
        }

        return lines;

        string Cut(string tooLong)
        {
            var length = 1;
            while (length < tooLong.Length - 1 && measure(tooLong[..(length + 1)]) <= width)
                length++;
            if (length > 1 && char.IsLowSurrogate(tooLong[length]))
                length--;
            lines.Add(tooLong[..length]);
            return tooLong[length..];
        }
    }

    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (!MayBreak(text[at - 1], text[at]))
                continue;
            yield return text[start..at];
            start = at;
        }

        if (start < text.Length)
            yield return text[start..];
    }

    private static bool MayBreak(char before, char after) =>
        !char.IsLowSurrogate(after)
        && !char.IsWhiteSpace(after)
        && !NeverFirst.Contains(after)
        && !NeverLast.Contains(before)
        && (char.IsWhiteSpace(before) || IsEastAsian(before) || IsEastAsian(after));

    private static bool IsEastAsian(char character) => character >= '\u2E80';
}
