using Analytics.Dashboard.Localization;
using Analytics.Sql;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Visuals;

/// <summary>
/// How figures of one measure are written: what they are divided by, and the words around them. Chosen once for a whole picture, so that its figures compare.
/// Amounts: 円, 千円, 百万円, 億円; other currencies in thousands and millions.
/// </summary>
/// <param name="Divisor">1, 1,000, 1,000,000 or 100,000,000.</param>
/// <param name="Prefix">Before the number, e.g. <c>$</c>.</param>
/// <param name="Unit">After the number, e.g. 件, 百万円, <c> million</c>; empty where the label says it all.</param>
/// <param name="IsPercent">Percent to one decimal instead of whole numbers.</param>
public sealed record FigureScale(decimal Divisor, string Prefix, string Unit, bool IsPercent = false)
{
    /// <summary>What a difference is counted in, where the unit does not say it: cases, points.</summary>
    public string DifferenceUnit { get; init; } = "";

    /// <summary>The unit after 1, where that is another word: <c> company</c>; of a difference <c> case</c>.</summary>
    public string One { get; init; } = "";

    /// <summary>Decimals; of percentages those beyond the first.</summary>
    public int Decimals { get; init; }

    /// <summary>The scale for figures up to <paramref name="largest"/> (absolute value, major units).</summary>
    public static FigureScale For(MeasureUnit unit, string currency, string language, decimal largest) =>
        (unit, language) switch
        {
            (MeasureUnit.Percent, "en") => new(1, "", "%", IsPercent: true) { DifferenceUnit = " points" },
            (MeasureUnit.Percent, _) => new(1, "", "%", IsPercent: true) { DifferenceUnit = "ポイント" },
            (MeasureUnit.Currency, _) => Amount(currency, language, Math.Abs(largest)),
            (MeasureUnit.Cases, "en") => new(1, "", "") { DifferenceUnit = " cases", One = " case" },
            (MeasureUnit.Cases, _) => new(1, "", "件"),
            (MeasureUnit.Companies, "en") => new(1, "", " companies") { One = " company" },
            (MeasureUnit.Companies, _) => new(1, "", "社"),
            (MeasureUnit.People, "en") => new(1, "", " people") { One = " person" },
            (MeasureUnit.People, _) => new(1, "", "人"),
            (MeasureUnit.Meetings, "en") => new(1, "", " meetings") { One = " meeting" },
            (MeasureUnit.Meetings, _) => new(1, "", "回"),
            (MeasureUnit.Days, "en") => new(1, "", " days") { One = " day" },
            (MeasureUnit.Days, _) => new(1, "", "日"),
            (MeasureUnit.Years, "en") => new(1, "", " years") { One = " year" },
            (MeasureUnit.Years, _) => new(1, "", "年"),
            (MeasureUnit.Ratio, "en") => new(1, "", "×") { Decimals = 2 },
            (MeasureUnit.Ratio, _) => new(1, "", "倍") { Decimals = 2 },
            (MeasureUnit.PerThousand, "en") => new(1, "", " per 1,000") { Decimals = 2 },
            (MeasureUnit.PerThousand, _) => new(1, "", "／千") { Decimals = 2 },
            _ => new(1, "", ""),
        };

    /// <summary>The scale for the figures of a column.</summary>
    public static FigureScale For(MeasureColumn measure, Result result, string language, IEnumerable<Cell> cells) =>
        For(measure.Unit, result.Currency, language, cells.Select(c => Math.Abs(c.Value ?? 0)).DefaultIfEmpty().Max());

    private static FigureScale Amount(string currency, string language, decimal largest) =>
        (currency, language, largest) switch
        {
            ("JPY", "ja", >= 10_000_000_000) => new(100_000_000, "", "億円"),
            ("JPY", "ja", >= 10_000_000) => new(1_000_000, "", "百万円"),
            ("JPY", "ja", >= 10_000) => new(1_000, "", "千円"),
            ("JPY", "ja", _) => new(1, "", "円"),
            ("JPY", _, >= 10_000_000) => new(1_000_000, "¥", " million"),
            ("JPY", _, >= 10_000) => new(1_000, "¥", " thousand"),
            ("JPY", _, _) => new(1, "¥", ""),
            (_, "ja", >= 10_000_000) => new(1_000_000, Currency.Of(currency).Prefix, "百万"),
            (_, "ja", >= 10_000) => new(1_000, Currency.Of(currency).Prefix, "千"),
            (_, _, >= 10_000_000) => new(1_000_000, Currency.Of(currency).Prefix, " million"),
            (_, _, >= 10_000) => new(1_000, Currency.Of(currency).Prefix, " thousand"),
            _ => new(1, Currency.Of(currency).Prefix, ""),
        };

    /// <summary>The number alone, as under an axis whose title carries the unit: 412.</summary>
    public string Number(decimal value) => Numerals.Fixed(value / Divisor, IsPercent ? Decimals + 1 : Decimals);

    /// <summary>The same scale with so many more decimals (three at most) that two figures which differ look different.</summary>
    public FigureScale Telling(decimal one, decimal other)
    {
        var scale = this;
        for (var more = 0; more < 3 && one != other && scale.Number(one) == scale.Number(other); more++)
        {
            scale = scale with { Decimals = scale.Decimals + 1 };
        }

        return scale;
    }

    /// <summary>The number with its unit: 412百万円, $10,259 million, 167件.</summary>
    public string Text(decimal value) => value < 0 && Prefix.Length > 0 ? $"−{Prefix}{Number(-value)}{Unit}" : $"{Prefix}{Number(value)}{UnitOf(value)}";

    /// <summary>The unit after that number: 2 companies, 1 company.</summary>
    public string UnitOf(decimal value) => Unit.Length > 0 ? OneOr(Unit, value) : "";

    /// <summary>What a difference of that size is counted in: 2 cases, 1 case; beside a currency its short unit.</summary>
    public string DifferenceUnitOf(decimal value) =>
        DifferenceUnit.Length > 0 ? OneOr(DifferenceUnit, value)
        : Prefix.Length > 0 ? ShortUnit
        : UnitOf(value);

    private string OneOr(string unit, decimal value) => One.Length > 0 && Number(Math.Abs(value)) == "1" ? One : unit;

    /// <summary>The unit where room is short: m and k in English; else as it is.</summary>
    public string ShortUnit =>
        Unit switch
        {
            " million" => "m",
            " thousand" => "k",
            _ => Unit.Trim(),
        };

    /// <summary>
    /// <see cref="Text"/> beside a figure of the same scale, where room is short: ¥738m; in Japanese an amount goes without the unit that the figure
    /// has.
    /// </summary>
    public string ShortText(decimal value) =>
        (
            this with
            {
                Unit =
                    Prefix.Length > 0 ? ShortUnit
                    : Unit.EndsWith('円') ? ""
                    : Unit,
            }
        ).Text(value);

    /// <summary><see cref="Text"/> with the unit of <see cref="ShortUnit"/>, for a target that stands apart from its figure: 738百万円, ¥738m.</summary>
    public string BriefText(decimal value) => (this with { Unit = Prefix.Length > 0 ? ShortUnit : Unit }).Text(value);

    /// <summary>The unit as a caption: 件, 百万円, $ million; empty where there is none to say.</summary>
    public string Caption => (Prefix + Unit).Trim();

    /// <summary>The unit in words beneath a title: 件, cases, 百万円, ¥ million.</summary>
    public string Words(MeasureUnit unit, Texts t) => unit == MeasureUnit.Currency ? Caption : t["unit." + unit];
}
