using System.Text;

namespace Analytics.Etl;

/// <summary>
/// Spellings made comparable: full and half width, spaces, line breaks, case and the many dashes fall together.
/// For comparing only; what is stored stays as it was written. Thread-safe: it holds no state.
/// </summary>
public static class Folding
{
    /// <summary>A header, choice or mark folded for comparison: NFKC, without any white space or underscore, lower case, one kind of dash.</summary>
    public static string Fold(string text) => Reduce(text, keepUnderscore: false).ToLowerInvariant();

    /// <summary>A number or code as its owner means it: NFKC, without white space, one kind of dash, case kept.</summary>
    public static string Code(string text) => Reduce(text, keepUnderscore: true);

    /// <summary>NFKC: half-width digits, letters and marks, full-width katakana.</summary>
    public static string Width(string text) => IsPlain(text) ? text : text.Normalize(NormalizationForm.FormKC);

    static string Reduce(string text, bool keepUnderscore)
    {
        var wide = Width(text);
        var result = new StringBuilder(wide.Length);
        foreach (var c in wide)
        {
            if (char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF' || (c == '_' && !keepUnderscore))
                continue;
            result.Append(IsDash(c) ? '-' : c);
        }

        return result.ToString();
    }

    /// <summary>A hyphen or minus in any of the spellings found in ledgers; the long vowel ー is not one.</summary>
    public static bool IsDash(char c) => c is '-' or '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2015' or '\u2212' or '\uFF0D' or '\u2500';

    static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c >= 0x80)
                return false;
        }

        return true;
    }
}
