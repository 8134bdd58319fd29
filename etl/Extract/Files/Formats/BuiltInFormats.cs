namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>The formats that a workbook may use by number without writing them down; 27–36 and 50–58 are those of Japanese Excel.</summary>
static class BuiltInFormats
{
    /// <summary>The reading computer's own currency: which one, the workbook does not say.</summary>
    const string Money = "¤#,##0;¤-#,##0";

    public static NumberFormat Of(uint id) =>
        id switch
        {
            1 or 3 => Digits,
            2 or 4 or 37 or 38 or 39 or 40 or 41 or 43 => Digits,
            5 or 6 or 7 or 8 or 42 or 44 => Currency,
            9 or 10 => Percent,
            (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or (>= 34 and <= 36) or (>= 50 and <= 58) => Date,
            _ => NumberFormat.General,
        };

    static readonly NumberFormat Digits = new("#,##0.00"),
        Currency = new(Money),
        Percent = new("0%"),
        Date = new("yyyy/m/d");
}
