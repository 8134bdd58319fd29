using System.Buffers;
using System.Text;

namespace Analytics.Etl;

/// <summary>
/// Spellings made comparable. <see cref="Code"/> and <see cref="Name"/> give what <c>staging.fold_code</c> and <c>fold_text</c> give in the
/// warehouse, character by character. For comparing only; what is stored of a text stays as it was written. Thread-safe: it holds no state.
/// </summary>
public static class Folding
{
    // As the two strings of staging.fold_code.
    const string Marks = "‐‑‒–—―−─〜",
        PlainMarks = "--------~";

    // As the two strings of staging.fold_text.
    const string Small =
        "abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþāēīōūαβγδεζηθικλμνξοπρσςτυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяё髙﨑濵邉邊齋齊斎澤嶋";
    const string Large =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞĀĒĪŌŪΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЁ高崎浜辺辺斉斉斉沢島";

    // What each UTF-16 unit becomes.
    static readonly char[] OfMarks = Table(Marks, PlainMarks),
        OfNames = Table(Small, Large);
    static readonly SearchValues<char> AnyMark = SearchValues.Create(Marks),
        AnySmall = SearchValues.Create(Small);

    /// <summary>A header, choice or word folded for comparison: as a name, without underscores, in lower case.</summary>
    public static string Fold(string text) => Name(text).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>
    /// A number or code as its owner means it: NFKC, without anything invisible, one kind of dash, case kept; without a leading ※ or *, and without
    /// the .0 of programs that
    /// take numbers for measurements (1001.0 is 1001).
    /// </summary>
    public static string Code(string text)
    {
        var code = Map(Bare(text), AnyMark, OfMarks);
        if (IsMarked(code))
            code = code.TrimStart('※', '*') is { Length: > 0 } rest ? rest : code[^1..];
        return code.EndsWith('0') && Whole(code) is { } whole ? whole : code;
    }

    /// <summary>A name: as a code, in capitals, with the usual character for its common variants (髙, 﨑 …).</summary>
    public static string Name(string text) => Map(Code(text), AnySmall, OfNames);

    /// <summary>NFKC with its blanks: half-width digits, letters and marks, full-width katakana.</summary>
    public static string Width(string text) => Ascii.IsValid(text) ? text : Invisible.Tidy(text).Normalize(NormalizationForm.FormKC);

    /// <summary>A hyphen or minus in any of the spellings found in ledgers; the long vowel ー is not one.</summary>
    public static bool IsDash(char c) => c == '－' || OfMarks[c] == '-';

    /// <summary>It begins with ※ or *, by which people point to a remark.</summary>
    public static bool IsMarked(string cell) => cell is ['※' or '*' or '＊', _, ..];

    /// <summary>
    /// NFKC without anything invisible. What NFKC parts with a blank (¨) or held apart joins its letter afterwards, so that folding twice changes
    /// nothing.
    /// </summary>
    static string Bare(string text)
    {
        var seen = Invisible.Drop(text);
        if (Ascii.IsValid(seen))
            return seen;
        var wide = seen.Normalize(NormalizationForm.FormKC);
        var bare = Invisible.Drop(wide);
        return ReferenceEquals(bare, wide) ? wide : bare.Normalize(NormalizationForm.FormC);
    }

    static string Map(string text, SearchValues<char> any, char[] table) =>
        !text.AsSpan().ContainsAny(any)
            ? text
            : string.Create(
                text.Length,
                (text, table),
                static (span, from) =>
                {
                    for (var i = 0; i < span.Length; i++)
                        span[i] = from.table[from.text[i]];
                }
            );

    static char[] Table(string from, string to)
    {
        char[] result = [.. Enumerable.Range(0, char.MaxValue + 1).Select(unit => (char)unit)];
        foreach (var (one, other) in from.Zip(to))
            result[one] = other;
        return result;
    }

    /// <summary>Digits without the .0, .00 … behind them; null for any other text.</summary>
    static string? Whole(string text)
    {
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 1 || point == text.Length - 1)
            return null;
        return text.AsSpan(0, point).ContainsAnyExceptInRange('0', '9') || text.AsSpan(point + 1).ContainsAnyExcept('0') ? null : text[..point];
    }
}
