using System.Text;
using SkiaSharp;

namespace Analytics.Dashboard.Exports;

/// <summary>How text is set: size in pixels, colour, weight.</summary>
internal sealed record Lettering(float Size, SKColor Colour, bool IsBold = false)
{
    /// <summary>Distance between the baselines of two lines.</summary>
    public float Leading => MathF.Round(Size * 1.5f);

    /// <summary>From a line's top to its baseline.</summary>
    public float Ascent => MathF.Round(Size * 1.14f);

    /// <summary>A font to measure or to draw with; the caller disposes of it.</summary>
    public SKFont Font() =>
        new(IsBold ? Typefaces.Bold : Typefaces.Regular, Size)
        {
            Subpixel = true,
            Hinting = SKFontHinting.None,
            LinearMetrics = true,
        };

    /// <summary>Width of a text in pixels.</summary>
    public float Width(string text)
    {
        using var font = Font();
        return font.MeasureText(text);
    }

    /// <summary>The text in lines no wider than <paramref name="width"/>.</summary>
    public IReadOnlyList<string> Wrap(string text, float width)
    {
        using var font = Font();
        return Wrapping.Lines(text, width, line => font.MeasureText(line));
    }
}

/// <summary>
/// BIZ UDPGothic as it lies beside the program: the same font on every machine, whatever that has installed. Thread-safe.
/// </summary>
internal static class Typefaces
{
    /// <summary>The geta mark: in Japanese printing it stands for a character that the fount lacks.</summary>
    public const string Missing = "〓";

    /// <summary>Weight 400.</summary>
    public static readonly SKTypeface Regular = Load("BIZUDPGothic_400Regular.ttf");

    /// <summary>Weight 700.</summary>
    public static readonly SKTypeface Bold = Load("BIZUDPGothic_700Bold.ttf");

    /// <summary>The characters of a text that the font lacks, each once.</summary>
    public static IEnumerable<Rune> LackingIn(string text) => text.EnumerateRunes().Where(rune => !Has(rune)).Distinct();

    /// <summary>The text as the font can write it: a geta mark for each character that it lacks.</summary>
    public static string Writable(string text)
    {
        if (text.EnumerateRunes().All(Has))
            return text;
        var written = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
            written.Append(Has(rune) ? rune.ToString() : Missing);
        return written.ToString();
    }

    private static bool Has(Rune rune) => Regular.ContainsGlyph(rune.Value) && Bold.ContainsGlyph(rune.Value);

    private static SKTypeface Load(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "fonts", file);
        return SKTypeface.FromFile(path) ?? throw new FileNotFoundException("The font of the plots is missing from the program's folder.", path);
    }
}
