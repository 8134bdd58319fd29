using System.Globalization;
using Analytics.Sql.Model.Declarations;
using Analytics.Sql.Model.Questions;

namespace Analytics.Sql.Model.Answers;

/// <summary>How notes are worded: full sentences ending in a full stop, polite form in Japanese.</summary>
internal static class NoteWords
{
    /// <summary>Prefixes the measure's name if several measures are requested.</summary>
    public static Bilingual Of(Question question, MeasureDeclaration measure, Bilingual text) =>
        question.Measures.Count == 1 ? text : new($"{measure.Label.Ja}：{text.Ja}", $"{measure.Label.En}: {text.En}");

    /// <summary>A note about one measure.</summary>
    public static Note About(Question question, string code, MeasureDeclaration measure, Bilingual text) =>
        new(code, Of(question, measure, text)) { Measure = measure.Name };

    public static string Number(decimal value) => value.ToString("#,0.##", CultureInfo.InvariantCulture);

    public static string Percent(decimal value) => Math.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.0", CultureInfo.InvariantCulture);

    public static string Text(FormattableString text) => FormattableString.Invariant(text);
}
