using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Answers;

/// <summary>Remarks that name figures. Amounts of money keep their values beside the text, so that each table can write them in its own unit.</summary>
internal static class FigureNote
{
    /// <param name="code">The remark's code.</param>
    /// <param name="measure">The measure's name in the answer, in whose unit amounts are written.</param>
    /// <param name="unit">The unit of the figures; null: the numbers are enough.</param>
    /// <param name="currency">The currency of amounts.</param>
    /// <param name="pattern">The text with a place ({0}, {1}) for each figure.</param>
    /// <param name="values">The figures, amounts in major units.</param>
    public static Note Of(string code, string measure, MeasureUnit? unit, string currency, Bilingual pattern, params IReadOnlyList<decimal> values)
    {
        var written = values.Select(value => Written(value, unit, currency)).ToList();
        Bilingual text = new(pattern.With([.. written.Select(w => w.Ja)]).Ja, pattern.With([.. written.Select(w => w.En)]).En);
        return new(code, text) { Measure = measure, Amounts = unit == MeasureUnit.Currency ? new(measure, pattern, values) : null };
    }

    /// <summary>A text that stands in a pattern as it is.</summary>
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
