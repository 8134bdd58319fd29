using System.Globalization;
using System.Text;

namespace Analytics.Etl;

/// <summary>
/// Characters that nobody sees in a cell: white space, controls, and what Unicode calls default ignorable (zero-width, directional, soft hyphen,
/// variation selectors). Thread-safe.
/// </summary>
public static class Invisible
{
    static readonly ulong[] Odd = OddUnits();

    /// <summary>True where a character leaves nothing on paper. White space is one, too.</summary>
    public static bool Is(Rune rune) => Rune.IsWhiteSpace(rune) || IsIgnorable(rune);

    /// <summary>The text without any of them; the same instance where it has none. Halves of a surrogate pair become U+FFFD.</summary>
    public static string Drop(string text) => Without(text, Is);

    /// <summary>
    /// A text as it is kept: whatever shapes no letter is gone. Blanks and line breaks stay, and so do joiners and variation selectors, which choose
    /// between two shapes of
    /// one character.
    /// </summary>
    public static string Tidy(string text) => Without(text, rune => IsIgnorable(rune) && !Shapes(rune));

    /// <summary>A cell as a reader finds it: without invisible characters around its text and without any that a database cannot hold.</summary>
    public static string Trim(string cell)
    {
        // Nearly all cells begin and end with something to see.
        if (
            cell.Length == 0
            || (IsSeen(cell[0]) && IsSeen(cell[^1]) && !cell.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') && !cell.Contains('\0', StringComparison.Ordinal))
        )
            return cell;
        Rune[] runes = [.. cell.EnumerateRunes().Where(rune => rune.Value != 0)];
        var (first, last) = (0, runes.Length - 1);
        while (first <= last && Is(runes[first]))
            first++;
        while (last >= first && Is(runes[last]) && !Shapes(runes[last]))
            last--;
        return string.Concat(runes[first..(last + 1)].Select(rune => rune.ToString()));
    }

    /// <summary>For people to read: each such character as <c>[U+200E]</c>, plain blanks as they are.</summary>
    public static string Show(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Is(rune) && rune.Value is not (' ' or '\u3000'))
                result.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    static bool IsSeen(char c) => !char.IsSurrogate(c) && !Is(new Rune(c));

    static bool IsIgnorable(Rune rune) =>
        rune.Value switch
        {
            < 0x20 or (>= 0x7F and < 0xA0) => !Rune.IsWhiteSpace(rune),
            0xAD or 0x034F or 0x061C or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) => true,
            (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) => true,
            0x3164 or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF or 0xFFA0 or (>= 0xFFF0 and <= 0xFFFB) => true,
            (>= 0x1BCA0 and <= 0x1BCA3) or (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF) => true,
            _ => false,
        };

    static bool Shapes(Rune rune) => rune.Value is 0x200C or 0x200D or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>Whether a text needs a closer look: it holds a character that is invisible, or half of a pair.</summary>
    static bool MayHold(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if ((Odd[c >> 6] >> (c & 63) & 1) != 0)
                return true;
        }

        return false;
    }

    /// <summary>One bit for each UTF-16 unit.</summary>
    static ulong[] OddUnits()
    {
        var result = new ulong[(char.MaxValue + 1) / 64];
        for (var c = 0; c <= char.MaxValue; c++)
        {
            if (char.IsSurrogate((char)c) || Is(new Rune(c)) || c == Rune.ReplacementChar.Value)
                result[c >> 6] |= 1UL << (c & 63);
        }

        return result;
    }

    static string Without(string text, Predicate<Rune> dropped)
    {
        if (!MayHold(text))
            return text;
        foreach (var rune in text.EnumerateRunes())
        {
            if (dropped(rune) || rune == Rune.ReplacementChar)
                return string.Concat(text.EnumerateRunes().Where(kept => !dropped(kept)).Select(kept => kept.ToString()));
        }

        return text;
    }
}
