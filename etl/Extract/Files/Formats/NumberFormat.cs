using System.Globalization;

namespace Analytics.Etl.Extract.Files.Formats;

/// <summary>
/// A number format of a workbook (ECMA-376, 18.8.30): up to three sections for numbers, chosen by sign or condition, and one for text.
/// It writes a value as a person sees it, but exactly: what the format rounds away stays, and digits are not grouped.
/// </summary>
sealed class NumberFormat
{
    public static readonly NumberFormat General = new("General");

    readonly FormatSection[] _numbers;
    readonly FormatSection? _text;

    public NumberFormat(string code)
    {
        var sections = FormatReader.Sections(code.Length == 0 ? "General" : code).ToArray();
        _text = Array.Find(sections, section => section.IsText);
        _numbers = [.. sections.Take(3).Where(section => !section.IsText)];
    }

    /// <summary>A number that is stored as one.</summary>
    /// <param name="is1904">Days are counted from 1 January 1904.</param>
    public string Text(double number, bool is1904)
    {
        var section = Section(number, out var hasSign);
        if (section is null || section.IsPlain)
            return Plain(number);
        if (section.IsDate)
            return SerialDay.Text(number, is1904) is not { } day ? Plain(number)
                : section.IsYear && DateOnly.TryParse(day, CultureInfo.InvariantCulture, out var date) ? YearOfDay.Write(section.Year(date), day)
                : day;
        return Math.Abs(number) < 1e20 ? section.Write(Exact(number), hasSign) : Plain(number);
    }

    /// <summary>A text, with what the format puts around it.</summary>
    public string Text(string text) => _text is null || text.Length == 0 ? text : _text.Write(text);

    /// <summary>A double holds 15 decimal digits; the rest is noise (0.1 + 0.2). Never in E notation.</summary>
    public static string Plain(double number) =>
        Math.Abs(number) < 1e28 ? Exact(number).ToString(CultureInfo.InvariantCulture) : number.ToString("R", CultureInfo.InvariantCulture);

    static decimal Exact(double number) =>
        decimal.Parse(number.ToString("G15", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The first section whose condition holds. One that negative numbers have to themselves writes their sign itself.</summary>
    FormatSection? Section(double number, out bool hasSign)
    {
        hasSign = false;
        for (var i = 0; i < _numbers.Length; i++)
        {
            var isLast = i == _numbers.Length - 1;
            if (!isLast && !(_numbers[i].Condition ?? ByPlace(i))(number))
                continue;
            hasSign = number < 0 && i > 0;
            return isLast && _numbers[i].Condition is { } condition && !condition(number) ? null : _numbers[i];
        }

        return null;
    }

    Func<double, bool> ByPlace(int section) =>
        (section, _numbers.Length) switch
        {
            (0, 2) => number => number >= 0,
            (0, _) => number => number > 0,
            _ => number => number < 0,
        };
}
