using System.Globalization;
using System.Text.RegularExpressions;
using Analytics.Etl.Extract.Files.Formats;
using Analytics.Etl.Findings;

namespace Analytics.Etl.Extract.Cells;

/// <summary>A date as people write it: Gregorian, by era, or the serial number that Excel shows for one.</summary>
static partial class DateCell
{
    public const int FirstYear = 1500,
        LastYear = 2100;

    /// <summary>Excel serials are believed from 1950 to 2100 only: anything else is a number in the wrong column.</summary>
    const int FirstSerial = 18264,
        LastSerial = 73415;

    static readonly object[] UsualSpelling =
    [
        "2009年4月1日、2009-04-01、平成21年4月1日、H21.4.1 のように書いてください。",
        "Write it like 2009-04-01, 2009/4/1 or H21.4.1.",
    ];

    /// <summary>Hours that Japan's clocks are ahead of UTC.</summary>
    const int Tokyo = 9;

    /// <param name="is1904">Serial numbers count from 1904.</param>
    public static CellValue Read(string cell, bool is1904 = false)
    {
        if (PlainDay.TryRead(cell, out var plain))
            return new(plain);
        var written = Folding.Width(YearOfDay.Read(cell).Day).Trim();
        var time = Time().Match(written);
        return time.Success ? Moved(Day(written[..time.Index], is1904), time) : Day(written, is1904);
    }

    /// <summary>The day in Tokyo where the time of day says how far it is from UTC; else the day as it is written.</summary>
    static CellValue Moved(CellValue read, Match time)
    {
        var zone = time.Groups["zone"].Value;
        // 10:00-12:00 are hours of one day; an offset follows seconds, or an ISO time.
        var isSpan = zone is ['-' or '\u2212', ..] && !time.Groups["second"].Success && time.Value[0] != 'T';
        if (zone.Length == 0 || isSpan || read.Value is not DateOnly day)
            return read;
        var (hour, minute) = (Number(time, "hour"), Number(time, "minute"));
        var offset =
            time.Groups["hours"].Success
                ? (Number(time, "hours") * 60 + (time.Groups["minutes"].Success ? Number(time, "minutes") : 0))
                    * (zone.Contains('+', StringComparison.Ordinal) ? 1 : -1)
            : zone == "JST" ? Tokyo * 60
            : 0;
        if (hour > 24 || minute > 59 || Math.Abs(offset) > 14 * 60)
            return CellValue.Broken(Rules.DateSpelling, UsualSpelling);
        return read with { Value = DateOnly.FromDateTime(day.ToDateTime(TimeOnly.MinValue).AddMinutes((hour * 60) + minute - offset + (Tokyo * 60))) };
    }

    static CellValue Day(string written, bool is1904)
    {
        var text = Aside().Replace(Folding.Fold(written), "");
        if (Gregorian().Match(text) is { Success: true } gregorian)
            return Day(Number(gregorian, "y"), Number(gregorian, "m"), Number(gregorian, "d"), null);
        if (ByEra().Match(text) is { Success: true } byEra && Era.Of(byEra.Groups["era"].Value) is { } era)
            return Day(era.GregorianYear(EraYear(byEra)), Number(byEra, "m"), Number(byEra, "d"), era);
        if (Serial().Match(text) is { Success: true } serial)
            return OfSerial(double.Parse(serial.Value, CultureInfo.InvariantCulture), is1904);
        return WithoutDay().IsMatch(text)
            ? CellValue.Broken(Rules.DateSpelling, "日まで書いてください（例: 2009年4月1日）。", "Give the day too (e.g. 2009-04-01).")
            : CellValue.Broken(Rules.DateSpelling, UsualSpelling);
    }

    /// <summary>A year alone, e.g. 2009年度, 平成21年度, FY2009, as 1 January of it. Of a day that a workbook shows as a year it is the year that is seen.</summary>
    public static CellValue Year(string cell)
    {
        var text = Folding.Fold(YearOfDay.Read(cell).Year);
        if (GregorianYear().Match(text) is { Success: true } gregorian)
        {
            var year = Number(gregorian, "y");
            return year is >= 1868 and <= LastYear ? new(new DateOnly(year, 1, 1)) : new(null, new Fault(Rules.DateRange, [1868, LastYear], []));
        }

        if (EraYearAlone().Match(text) is not { Success: true } match || Era.Of(match.Groups["era"].Value) is not { } era)
            return CellValue.Broken(Rules.DateSpelling, "2009年度、平成21年度 のように書いてください。", "Write it like 2009 or FY2009.");
        var (number, last) = (era.GregorianYear(EraYear(match)), era.Last.Year);
        if (number >= era.First.Year && number <= Math.Min(last, LastYear))
            return new(new DateOnly(number, 1, 1));
        var right = number is >= 1868 and <= LastYear ? Era.Of(new DateOnly(number, 12, 31)) : null;
        return CellValue.Broken(
            Rules.DateEra,
            right is null ? "年を確かめてください。" : $"{right.SpellYear(number)}年度（{number}年度）と書いてください。",
            right is null ? "Check the year." : $"Write {number}."
        );
    }

    static CellValue Day(int year, int month, int day, Era? era)
    {
        if (year is < FirstYear or > LastYear)
            return new(null, new Fault(Rules.DateRange, [FirstYear, LastYear], []));
        if (month is < 1 or > 12)
            return CellValue.Broken(Rules.DateNonexistent, "月は1〜12です。", "Months run from 1 to 12.");
        var days = DateTime.DaysInMonth(year, month);
        if (day < 1 || day > days)
        {
            return month == 2 && day == 29
                ? CellValue.Broken(
                    Rules.DateNonexistent,
                    $"{year}年にうるう日はありません。2月28日か3月1日か確かめてください。",
                    $"{year} has no leap day: is it 28 February or 1 March?"
                )
                : CellValue.Broken(Rules.DateNonexistent, $"{year}年{month}月は{days}日までです。", $"{year}-{month:00} has {days} days.");
        }

        var date = new DateOnly(year, month, day);
        if (era is null || (era.First <= date && date <= era.Last))
            return new(date);
        var iso = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return CellValue.Broken(Rules.DateEra, $"{Era.Of(date)?.Spell(date) ?? iso}（{iso}）か確かめてください。", $"Is it {iso}? Write it so.");
    }

    static CellValue OfSerial(double serial, bool is1904) =>
        SerialDay.Day(serial, is1904) is >= FirstSerial and <= LastSerial and var day
            ? new(new DateOnly(1899, 12, 30).AddDays(day), Doubt: Fault.Of(Rules.ExcelSerial))
            : CellValue.Broken(Rules.DateSpelling, UsualSpelling);

    static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    static int EraYear(Match match) => match.Groups["y"].Value == "元" ? 1 : Number(match, "y");

    [GeneratedRegex(
        @"(?:\s+(?<hour>\d{1,2}):(?<minute>\d{2})|(?<=[\d日])T(?<hour>\d{2}):?(?<minute>\d{2}))(?::?(?<second>\d{2})(?:[.,]\d+)?)?\s*(?<zone>Z|JST|(?:UTC|GMT)?(?:[+\-\u2212](?<hours>\d{1,2})(?::?(?<minutes>\d{2}))?)?)$",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Time();

    [GeneratedRegex(@"^西暦|\([月火水木金土日]\)$")]
    private static partial Regex Aside();

    [GeneratedRegex(@"^(?:(?<y>\d{4})(?:年(?<m>\d{1,2})月(?<d>\d{1,2})日|(?<s>[./-])(?<m>\d{1,2})\k<s>(?<d>\d{1,2}))|(?<y>\d{4})(?<m>\d{2})(?<d>\d{2}))$")]
    private static partial Regex Gregorian();

    [GeneratedRegex(
        @"^(?<era>明治|大正|昭和|平成|令和|[明大昭平令mtshr])\.?(?:(?<y>元|\d{1,2})(?:年(?<m>\d{1,2})月(?<d>\d{1,2})日|(?<s>[./-])(?<m>\d{1,2})\k<s>(?<d>\d{1,2}))|(?<y>\d{2})(?<m>\d{2})(?<d>\d{2}))$"
    )]
    private static partial Regex ByEra();

    [GeneratedRegex(@"^\d{5}(?:\.\d+)?$")]
    private static partial Regex Serial();

    [GeneratedRegex(@"^[^/.-]+年\d{1,2}月$|^\d{4}[./-]\d{1,2}$")]
    private static partial Regex WithoutDay();

    [GeneratedRegex(@"^(?:fy)?(?<y>\d{4})(?:年度?|fy)?$")]
    private static partial Regex GregorianYear();

    [GeneratedRegex(@"^(?<era>明治|大正|昭和|平成|令和|[明大昭平令mtshr])\.?(?<y>元|\d{1,2})(?:年度?)?$")]
    private static partial Regex EraYearAlone();
}
