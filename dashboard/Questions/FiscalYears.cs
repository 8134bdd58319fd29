using System.Globalization;
using Analytics.Sql.Model.Questions;

namespace Analytics.Dashboard.Questions;

/// <summary>How a dataset's years are named: 2009年度 with its era below, FY2009, or plain 2009 where the fiscal year is the calendar year.</summary>
/// <param name="StartMonth">4 or 1.</param>
/// <param name="Language"><c>ja</c> or <c>en</c>.</param>
public sealed record FiscalYears(int StartMonth, string Language)
{
    // Beginning of each era (元号を改める政令): the year of an era counts from the calendar year of its beginning.
    private static readonly (DateOnly From, string Name, string Initial)[] Eras =
    [
        (new(2019, 5, 1), "令和", "令"),
        (new(1989, 1, 8), "平成", "平"),
        (new(1926, 12, 25), "昭和", "昭"),
        (new(1912, 7, 30), "大正", "大"),
    ];

    /// <summary>Years of the calendar have no era beneath.</summary>
    public bool IsCalendar => StartMonth == 1;

    private FiscalCalendar Calendar { get; } = new(StartMonth);

    /// <summary>2009年度, 2009年, FY2009 or 2009.</summary>
    public string Name(int year) => Calendar.YearLabel(year).In(Language);

    /// <summary>Words written for fiscal years (前年度) as they read for this dataset's years (前年).</summary>
    public string Words(string text) => IsCalendar ? text.Replace("年度", "年", StringComparison.Ordinal) : text;

    /// <summary>平成21 or, short, 平21; null where eras are not used. The era in force on 1 May, so that 2019 is 令和元.</summary>
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

    /// <summary>As under an axis: the year, and its era below it.</summary>
    public IReadOnlyList<string> Lines(int year) => Era(year, isShort: true) is { } era ? [Name(year), era] : [Name(year)];

    /// <summary>2010年度（平成22）, as in a list of choices.</summary>
    public string Long(int year) => Era(year) is { } era ? $"{Name(year)}（{era}）" : Name(year);

    /// <summary>Where a day lies on an axis on which each year's point stands in the middle of its year: 2009.0 is the middle of 2009.</summary>
    public double Position(DateOnly day)
    {
        var year = Calendar.YearOf(day);
        var first = Calendar.FirstDay(year);
        return year + (day.DayNumber - first.DayNumber) / (double)(Calendar.FirstDay(year + 1).DayNumber - first.DayNumber) - 0.5;
    }

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
