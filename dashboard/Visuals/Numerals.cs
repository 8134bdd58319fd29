using System.Globalization;

namespace Analytics.Dashboard.Visuals;

/// <summary>How bare numbers are written: commas, a true minus sign (U+2212), halves rounded away from zero.</summary>
public static class Numerals
{
    private static readonly NumberFormatInfo Format = new()
    {
        NegativeSign = "−",
        NumberGroupSeparator = ",",
        NumberDecimalSeparator = ".",
    };

    /// <summary>1234.5 → 1,235.</summary>
    public static string Whole(decimal value) => Rounded(value, 0).ToString("#,##0", Format);

    /// <summary>1.255 with two decimals → 1.26.</summary>
    public static string Fixed(decimal value, int decimals) =>
        decimals == 0 ? Whole(value) : Rounded(value, decimals).ToString("#,##0." + new string('0', decimals), Format);

    /// <summary>56.45 → 56.5%.</summary>
    public static string Percent(decimal value) => Rounded(value, 1).ToString("#,##0.0", Format) + "%";

    /// <summary>41 → +41, −18 → −18, 0 → ±0.</summary>
    public static string Signed(decimal value, int decimals = 0) =>
        Rounded(value, decimals) switch
        {
            0 => "±" + Fixed(0, decimals),
            > 0 and var up => "+" + Fixed(up, decimals),
            var down => Fixed(down, decimals),
        };

    /// <summary>8.14 → +8.1%, −4.2 → −4.2%.</summary>
    public static string SignedPercent(decimal value) =>
        Rounded(value, 1) switch
        {
            0 => "±0.0%",
            > 0 and var up => "+" + Percent(up),
            var down => Percent(down),
        };

    /// <summary>Halves away from zero, and never a negative zero.</summary>
    public static decimal Rounded(decimal value, int digits) => decimal.Round(value, digits, MidpointRounding.AwayFromZero) + 0m;
}
