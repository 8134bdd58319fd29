using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Answers;

/// <summary>
/// Builds notes that quote figures. Amounts of money are kept as values beside the text, so that each table can show them in its own unit.
/// </summary>
internal static class FigureNote
{
    /// <param name="code">The note's code.</param>
    /// <param name="measure">The measure's name in the answer; amounts are shown in its unit.</param>
    /// <param name="unit">The unit of the figures; null for plain numbers.</param>
    /// <param name="currency">The currency of amounts.</param>
    /// <param name="pattern">The text, with placeholders ({0}, {1}) for the figures.</param>
    /// <param name="values">The figures; amounts in major units.</param>
    public static Note Of(string code, string measure, MeasureUnit? unit, string currency, Bilingual pattern, params IReadOnlyList<decimal> values)
    {
        var written = values.Select(value => Written(value, unit, currency)).ToList();
        Bilingual text = new(pattern.With([.. written.Select(w => w.Ja)]).Ja, pattern.With([.. written.Select(w => w.En)]).En);
        return new(code, text) { Measure = measure, Amounts = unit == MeasureUnit.Currency ? new(measure, pattern, values) : null };
    }

    /// <summary>Escapes a text for use in a pattern.</summary>
    public static string Literal(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <inheritdoc cref="Literal(string)" />
    public static Bilingual Literal(Bilingual text) => new(Literal(text.Ja), Literal(text.En));

    /// <summary>12件, 12; 3,000円, ¥3,000; 45.5％, 45.5 %.</summary>
    private static Bilingual Written(decimal value, MeasureUnit? unit, string currency)
    {
        var number = unit == MeasureUnit.Percent ? NoteWords.Percent(value) : NoteWords.Number(value);
        return unit switch
        {
            MeasureUnit.Currency when currency == Currency.Jpy.Code => new(number + "円", "¥" + number),
            MeasureUnit.Currency when Currency.Of(currency).Prefix is var prefix => new(prefix + number, prefix + number),
            MeasureUnit.Cases => new(number + "件", number),
            MeasureUnit.Companies => new(number + "社", number + " companies"),
            MeasureUnit.People => new(number + "人", number + " people"),
            MeasureUnit.Meetings => new(number + "回", number),
            MeasureUnit.Percent => new(number + "％", number + " %"),
            MeasureUnit.Days => new(number + "日", number + " days"),
            MeasureUnit.Years => new(number + "年", number + " years"),
            MeasureUnit.Ratio => new(number + "倍", number + "×"),
            _ => new(number, number),
        };
    }
}
