using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Sql.Model.Questions;

/// <summary>
/// The fiscal years of a dataset, named by the calendar year in which they start; <paramref name="StartMonth"/> 1 makes them calendar years.
/// Codes: <c>2008</c>, <c>2008-Q1</c> (quarters of the fiscal year), <c>2008-04</c> (calendar months).
/// </summary>
public sealed partial record FiscalCalendar(int StartMonth)
{
    /// <summary>Fiscal year that <paramref name="day"/> belongs to.</summary>
    public int YearOf(DateOnly day) => day.Month < StartMonth ? day.Year - 1 : day.Year;

    /// <summary>First day of a fiscal year.</summary>
    public DateOnly FirstDay(int year) => new(year, StartMonth, 1);

    /// <summary>Last day of a fiscal year.</summary>
    public DateOnly LastDay(int year) => FirstDay(year).AddYears(1).AddDays(-1);

    /// <summary>The last fiscal year that was complete on <paramref name="dataThrough"/>.</summary>
    public int LastCompleteYear(DateOnly dataThrough) => LastDay(YearOf(dataThrough)) <= dataThrough ? YearOf(dataThrough) : YearOf(dataThrough) - 1;

    /// <summary>A fiscal year's label: 2008年度 / FY2008, or 2008年 / 2008 if it is the calendar year.</summary>
    public Bilingual YearLabel(int year) => StartMonth == 1 ? new(Text($"{year}年"), Text($"{year}")) : new(Text($"{year}年度"), Text($"FY{year}"));

    /// <summary>True for a code of that grain; also for <c>not-applicable</c>, the code of dates of which only the year is known.</summary>
    internal static bool IsCode(TimeGrain grain, string code) =>
        grain switch
        {
            TimeGrain.FiscalYear => YearCode().IsMatch(code),
            TimeGrain.Quarter => QuarterCode().IsMatch(code) || code == ReservedCode.NotApplicable,
            _ => MonthCode().IsMatch(code) || code == ReservedCode.NotApplicable,
        };

    internal static string CodePattern(TimeGrain grain) =>
        grain switch
        {
            TimeGrain.FiscalYear => "2008",
            TimeGrain.Quarter => "2008-Q1",
            _ => "2008-04",
        };

    internal Bilingual PeriodLabel(TimeGrain grain, string code)
    {
        var year = YearPart(code);
        return grain switch
        {
            TimeGrain.FiscalYear => YearLabel(year),
            TimeGrain.Quarter => new(YearLabel(year).Ja + Text($"第{code[^1]}四半期"), YearLabel(year).En + Text($" Q{code[^1]}")),
            _ => new(Text($"{year}年{MonthPart(code)}月"), FirstDay(grain, code).ToString("MMM yyyy", CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>Code of the period that contains <paramref name="day"/>.</summary>
    internal string CodeOf(TimeGrain grain, DateOnly day) =>
        grain switch
        {
            TimeGrain.FiscalYear => Text($"{YearOf(day):0000}"),
            TimeGrain.Quarter => Text($"{YearOf(day):0000}-Q{(day.Month - StartMonth + 12) % 12 / 3 + 1}"),
            _ => Text($"{day.Year:0000}-{day.Month:00}"),
        };

    internal DateOnly FirstDay(TimeGrain grain, string code) =>
        grain switch
        {
            TimeGrain.FiscalYear => FirstDay(YearPart(code)),
            TimeGrain.Quarter => FirstDay(YearPart(code)).AddMonths(3 * (code[^1] - '1')),
            _ => new DateOnly(YearPart(code), MonthPart(code), 1),
        };

    internal DateOnly LastDay(TimeGrain grain, string code) =>
        FirstDay(grain, code)
            .AddMonths(
                grain switch
                {
                    TimeGrain.FiscalYear => 12,
                    TimeGrain.Quarter => 3,
                    _ => 1,
                }
            )
            .AddDays(-1);

    /// <summary>The same period <paramref name="years"/> later; a reserved code stays the same.</summary>
    internal static string Shift(string code, int years) => ReservedCode.Rank(code) > 0 ? code : Text($"{YearPart(code) + years:0000}") + code[4..];

    /// <summary>A date key: yyyymmdd.</summary>
    internal static int DateKey(DateOnly day) => day.Year * 10000 + day.Month * 100 + day.Day;

    internal static int YearPart(string code) => int.Parse(code.AsSpan(0, 4), CultureInfo.InvariantCulture);

    private static int MonthPart(string code) => int.Parse(code.AsSpan(5, 2), CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    // Years that dates can have, with room to shift by one.
    [GeneratedRegex(@"^(?!000[01]|999[89])[0-9]{4}\z")]
    private static partial Regex YearCode();

    [GeneratedRegex(@"^(?!000[01]|999[89])[0-9]{4}-Q[1-4]\z")]
    private static partial Regex QuarterCode();

    [GeneratedRegex(@"^(?!000[01]|999[89])[0-9]{4}-(0[1-9]|1[0-2])\z")]
    private static partial Regex MonthCode();
}
