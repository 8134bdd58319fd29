using Analytics.Etl.Extract.Files.Formats;

namespace Analytics.Etl.Extract.Cells;

/// <summary>
/// The usual spellings of a day (2009-04-01, 2009/4/1, 2009年4月1日, 平成21年4月1日, H21.4.1), read without looking for others. What is not quite so is left
/// to <see cref="DateCell"/>.
/// </summary>
static class PlainDay
{
    /// <summary>False also for a day that does not exist, or not in its era.</summary>
    public static bool TryRead(ReadOnlySpan<char> cell, out DateOnly day)
    {
        day = default;
        var rest = cell;
        Era? era = null;
        if (cell.Length is < 6 or > 12)
            return false;
        if (!char.IsAsciiDigit(cell[0]))
        {
            era = Era.Of(cell[..2].ToString());
            rest = cell[(era is null ? 1 : 2)..];
            era ??= Era.Of(cell[..1].ToString());
            if (era is null)
                return false;
            if (rest[0] == '.')
                rest = rest[1..];
        }

        int year;
        if (era is not null && rest[0] == '元')
        {
            year = 1;
            rest = rest[1..];
        }
        else if (!TryNumber(ref rest, era is null ? 4 : 1, era is null ? 4 : 2, out year))
            return false;
        if (
            !TryMark(ref rest, out var mark)
            || !TryNumber(ref rest, 1, 2, out var month)
            || !TryMark(ref rest, out var second)
            || !TryNumber(ref rest, 1, 2, out var date)
        )
        {
            return false;
        }

        if (mark == '年' ? second != '月' || rest is not ['日'] : second != mark || mark is not ('.' or '/' or '-') || !rest.IsEmpty)
            return false;
        year = era is null ? year : era.GregorianYear(year);
        if (year is < DateCell.FirstYear or > DateCell.LastYear || month is < 1 or > 12 || date < 1 || date > DateTime.DaysInMonth(year, month))
            return false;
        day = new(year, month, date);
        return era is null || (era.First <= day && day <= era.Last);
    }

    static bool TryNumber(ref ReadOnlySpan<char> text, int least, int most, out int number)
    {
        var length = number = 0;
        while (length < text.Length && length < most && char.IsAsciiDigit(text[length]))
            number = (number * 10) + text[length++] - '0';
        text = text[length..];
        return length >= least;
    }

    static bool TryMark(ref ReadOnlySpan<char> text, out char mark)
    {
        mark = text.IsEmpty ? '\0' : text[0];
        text = text.IsEmpty ? text : text[1..];
        return mark != '\0';
    }
}
