using System.Globalization;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>Formats a dataset's years: 2009年度 with its era below, FY2009, or plain 2009 if the fiscal year is the calendar year.</summary>
/// <param name="StartMonth">4 or 1.</param>
/// <param name="Language"><c>ja</c> or <c>en</c>.</param>
public sealed record FiscalYears(int StartMonth, string Language)
{
    // First day of each era (元号を改める政令). Year 1 of an era is the calendar year in which it begins.
    private static readonly (DateOnly From, string Name, string Initial)[] Eras =
    [
        (new(2019, 5, 1), "令和", "令"),
        (new(1989, 1, 8), "平成", "平"),
        (new(1926, 12, 25), "昭和", "昭"),
        (new(1912, 7, 30), "大正", "大"),
    ];

    /// <summary>Calendar years are shown without an era.</summary>
    public bool IsCalendar => StartMonth == 1;

    private FiscalCalendar Calendar { get; } = new(StartMonth);

    /// <summary>2009年度, 2009年, FY2009 or 2009.</summary>
    public string Name(int year) => Calendar.YearLabel(year).In(Language);

    /// <summary>Adapts a text written for fiscal years (前年度) to this dataset's years (前年).</summary>
    public string Words(string text) => IsCalendar ? text.Replace("年度", "年", StringComparison.Ordinal) : text;

    /// <summary>平成21, or 平21 if short; null if eras are not used. Uses the era in force on 1 May, so that 2019 is 令和元.</summary>
    public string? Era(int year, bool isShort = false)
    {
        if (IsCalendar || Language != "ja")
            return null;
        var era = Eras.FirstOrDefault(e => new DateOnly(year, 5, 1) >= e.From);
        if (era.Name is null)
            return null;
        var count = year - era.From.Year + 1;
        return (isShort ? era.Initial : era.Name) + (count == 1 ? "元" : Digits(count));
    }

    /// <summary>Axis labels: the year, and its era below it.</summary>
    public IReadOnlyList<string> Lines(int year) => Era(year, isShort: true) is { } era ? [Name(year), era] : [Name(year)];

    /// <summary>For lists of choices: 2010年度（平成22）.</summary>
    public string Long(int year) => Era(year) is { } era ? $"{Name(year)}（{era}）" : Name(year);

    /// <summary>Position of a day on an axis that puts each year's point at the middle of the year: 2009.0 is the middle of 2009.</summary>
    public double Position(DateOnly day)
    {
        var year = Calendar.YearOf(day);
        var first = Calendar.FirstDay(year);
        return year + (day.DayNumber - first.DayNumber) / (double)(Calendar.FirstDay(year + 1).DayNumber - first.DayNumber) - 0.5;
    }

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
