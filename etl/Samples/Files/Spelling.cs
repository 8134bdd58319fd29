using System.Globalization;
using System.Text;

namespace Analytics.Etl.Samples.Files;

/// <summary>How a house writes a date.</summary>
public enum DateStyle
{
    Iso,
    Slashes,
    Era,
    ShortEra,
}

/// <summary>Dates and numbers as people write them in Japanese ledgers.</summary>
public static class Spelling
{
    public static string Of(DateOnly day, DateStyle style) =>
        style switch
        {
            DateStyle.Iso => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateStyle.Slashes => day.ToString("yyyy/M/d", CultureInfo.InvariantCulture),
            DateStyle.Era => $"{Era(day).Name}{EraYear(day)}年{day.Month}月{day.Day}日",
            _ => $"{Era(day).Letter}{EraYear(day)}.{day.Month}.{day.Day}",
        };

    public static string FullWidth(string digits) => string.Concat(digits.Select(sign => sign is >= '0' and <= '9' ? (char)(sign - '0' + '０') : sign));

    public static string Plain(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    public static string Grouped(decimal value) => value.ToString("#,##0.#########", CultureInfo.InvariantCulture);

    private static (string Name, char Letter, int First) Era(DateOnly day) =>
        day >= new DateOnly(1989, 1, 8) ? ("平成", 'H', 1989)
        : day >= new DateOnly(1926, 12, 25) ? ("昭和", 'S', 1926)
        : ("大正", 'T', 1912);

    private static string EraYear(DateOnly day) => day.Year == Era(day).First ? "元" : (day.Year - Era(day).First + 1).ToString(CultureInfo.InvariantCulture);
}

/// <summary>The encodings in which ledgers come. CP932 is strict: a character that it lacks is an error, not a question mark.</summary>
public static class LedgerEncodings
{
    public static readonly Encoding Utf8 = new UTF8Encoding(false, true);
    public static readonly Encoding Utf8Bom = new UTF8Encoding(true, true);
    public static readonly Encoding Cp932 = MakeCp932();

    private static Encoding MakeCp932()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(932, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
    }
}
