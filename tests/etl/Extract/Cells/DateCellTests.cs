using System.Globalization;
using Analytics.Etl.Extract.Cells;
using Analytics.Etl.Findings;

namespace Analytics.Tests.Etl.Extract.Cells;

public class DateCellTests
{
    [Theory]
    [InlineData("2009-04-01", "2009-04-01")]
    [InlineData("2009/4/1", "2009-04-01")]
    [InlineData("2009.4.1", "2009-04-01")]
    [InlineData("２００９年４月１日", "2009-04-01")]
    [InlineData("20090401", "2009-04-01")]
    [InlineData("2009/4/1 0:00:00", "2009-04-01")]
    [InlineData("2009-04-01T09:30:00Z", "2009-04-01")]
    [InlineData("西暦2009年 4月 1日(水)", "2009-04-01")]
    [InlineData("平成19年8月6日", "2007-08-06")]
    [InlineData("H19.8.6", "2007-08-06")]
    [InlineData("Ｈ１９．８．６", "2007-08-06")]
    [InlineData("平19/8/6", "2007-08-06")]
    [InlineData("㍻19年8月6日", "2007-08-06")]
    [InlineData("H190806", "2007-08-06")]
    [InlineData("平成31年4月30日", "2019-04-30")]
    [InlineData("令和元年5月1日", "2019-05-01")]
    [InlineData("㋿元年5月1日", "2019-05-01")]
    [InlineData("R1.5.1", "2019-05-01")]
    [InlineData("昭和64年1月7日", "1989-01-07")]
    [InlineData("平成元年1月8日", "1989-01-08")]
    [InlineData("大正元年7月30日", "1912-07-30")]
    [InlineData("S38.4.1", "1963-04-01")]
    [InlineData("2008年2月29日", "2008-02-29")]
    public void Read_Spelling_IsThatDay(string cell, string expected)
    {
        var read = DateCell.Read(cell);
        Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), read.Value);
        Assert.Null(read.Fault);
        Assert.Null(read.Doubt);
    }

    [Theory]
    [InlineData("2010-03-31T15:00:00.000Z", "2010-04-01")]
    [InlineData("2010-03-31T14:59:59.999Z", "2010-03-31")]
    [InlineData("2010-04-01T00:00:00+09:00", "2010-04-01")]
    [InlineData("2010-03-31 15:00:00+00", "2010-04-01")]
    [InlineData("2010-03-31 15:00:00 UTC", "2010-04-01")]
    [InlineData("2010-03-31 23:00 JST", "2010-03-31")]
    [InlineData("2010-03-31T10:00-05:00", "2010-04-01")]
    [InlineData("2010-04-01T00:30:00+14:00", "2010-03-31")]
    [InlineData("20100331T150000Z", "2010-04-01")]
    [InlineData("平成22年3月31日 15:00:00Z", "2010-04-01")]
    [InlineData("2010-12-31T15:00Z", "2011-01-01")]
    [InlineData("2010/4/1 10:00-12:00", "2010-04-01")]
    [InlineData("2010-03-31T23:59:59", "2010-03-31")]
    [InlineData("T150401", "1926-04-01")]
    public void Read_StatedOffset_IsTheDayInTokyo(string cell, string expected) =>
        Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), DateCell.Read(cell).Value);

    [Theory]
    [InlineData("2010-04-01T10:00:00+19:00")]
    [InlineData("2010-04-01T25:00:00Z")]
    [InlineData("2010-04-01T10:75:00Z")]
    public void Read_TimeThatIsNone_IsRejected(string cell) => Assert.Equal("date-spelling", DateCell.Read(cell).Fault!.Rule.Code);

    [Theory]
    [InlineData("39904", "2009-04-01")]
    [InlineData("39904.5", "2009-04-01")]
    [InlineData("40268.999999999993", "2010-04-01")]
    [InlineData("40268.999999999", "2010-04-01")]
    [InlineData("40268.9999", "2010-03-31")]
    [InlineData("18264", "1950-01-01")]
    [InlineData("73415", "2100-12-31")]
    public void Read_ExcelSerial_IsADateWithADoubt(string cell, string expected)
    {
        var read = DateCell.Read(cell);
        Assert.Equal(DateOnly.Parse(expected, CultureInfo.InvariantCulture), read.Value);
        Assert.Same(Rules.ExcelSerial, read.Doubt!.Rule);
    }

    [Theory]
    [InlineData("2009年2月29日", "date-nonexistent", "2009年にうるう日はありません。2月28日か3月1日か確かめてください。")]
    [InlineData("平成21年2月29日", "date-nonexistent", "2009年にうるう日はありません。2月28日か3月1日か確かめてください。")]
    [InlineData("2009/4/31", "date-nonexistent", "2009年4月は30日までです。")]
    [InlineData("2009/13/1", "date-nonexistent", "月は1〜12です。")]
    [InlineData("平成31年5月1日", "date-era", "令和元年5月1日（2019-05-01）か確かめてください。")]
    [InlineData("昭和64年1月8日", "date-era", "平成元年1月8日（1989-01-08）か確かめてください。")]
    [InlineData("平成元年1月7日", "date-era", "昭和64年1月7日（1989-01-07）か確かめてください。")]
    [InlineData("平成31年5月", "date-spelling", "日まで書いてください（例: 2009年4月1日）。")]
    [InlineData("2009/4", "date-spelling", "日まで書いてください（例: 2009年4月1日）。")]
    [InlineData("09/4/1", "date-spelling", "2009年4月1日、2009-04-01、平成21年4月1日、H21.4.1 のように書いてください。")]
    [InlineData("18263", "date-spelling", "2009年4月1日、2009-04-01、平成21年4月1日、H21.4.1 のように書いてください。")]
    [InlineData("73416", "date-spelling", "2009年4月1日、2009-04-01、平成21年4月1日、H21.4.1 のように書いてください。")]
    [InlineData("未定", "date-spelling", "2009年4月1日、2009-04-01、平成21年4月1日、H21.4.1 のように書いてください。")]
    [InlineData("0209年4月1日", "date-range", "年を確かめてください。")]
    public void Read_NoSuchDay_SaysHowToMendIt(string cell, string rule, string mend)
    {
        var read = DateCell.Read(cell);
        Assert.Null(read.Value);
        Assert.Equal((rule, mend), (read.Fault!.Rule.Code, read.Fault.MendText.Ja));
        Assert.NotEmpty(read.Fault.MendText.En);
    }

    [Theory]
    [InlineData("2009", 2009)]
    [InlineData("２００９年度", 2009)]
    [InlineData("FY2009", 2009)]
    [InlineData("平成21年度", 2009)]
    [InlineData("H21", 2009)]
    [InlineData("令和元年度", 2019)]
    [InlineData("平成31年度", 2019)]
    public void Year_Spelling_IsItsFirstOfJanuary(string cell, int year) => Assert.Equal(new DateOnly(year, 1, 1), DateCell.Year(cell).Value);

    [Theory]
    [InlineData("平成32年度", "date-era", "Write 2020.")]
    [InlineData("09", "date-spelling", "Write it like 2009 or FY2009.")]
    [InlineData("9999", "date-range", "Check the year.")]
    public void Year_NoSuchYear_SaysHowToMendIt(string cell, string rule, string mend)
    {
        var fault = DateCell.Year(cell).Fault!;
        Assert.Equal((rule, mend), (fault.Rule.Code, fault.MendText.En));
    }
}
