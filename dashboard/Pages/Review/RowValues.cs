using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>How what stands in a row of the star is written: amounts are in the currency's minor unit, states and verification are codes.</summary>
public static class RowValues
{
    /// <summary>12百万円, ¥12 million, $250 thousand.</summary>
    public static string Amount(long minor, string currency, Texts t)
    {
        var major = Currency.Of(currency).Major(minor);
        return FigureScale.For(MeasureUnit.Currency, currency, t.Language, major).Text(major);
    }

    /// <summary>A value of an attribute, as <see cref="AttributeChange"/> has it.</summary>
    public static string Of(string attribute, object? value, string currency, Texts t) =>
        (attribute, value) switch
        {
            (_, null) => t["data.blank"],
            (_, DateOnly day) => $"{day:yyyy-MM-dd}",
            (_, Bilingual label) => t[label],
            (_, bool flag) => t[flag ? "review.yes" : "review.no"],
            ("amount", long amount) => Amount(amount, currency, t),
            (_, long quantity) => Numerals.Whole(quantity),
            ("state", string code) => t["review.state." + code],
            ("answer", string code) => t["review.answer." + code],
            ("verification", string code) => t["review.verification." + code],
            _ => value.ToString() ?? "",
        };
}
