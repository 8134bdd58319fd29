namespace Analytics.Tests.Sql.Reference;

public sealed class CalendarTests(ReferenceDatabase database) : IClassFixture<ReferenceDatabase>
{
    [Fact]
    public async Task Calendar_From1970To2050_HasEveryDay() =>
        Assert.Equal(
            ["29585 1970-01-01 2050-12-31"], // 81 years of 365 days and 20 leap days
            await database.RowsAsync("select count(*), min(full_date), max(full_date) from mart.dim_date where date_key > 0")
        );

    [Theory]
    [InlineData(20090331, "2008 4 平成20年度")]
    [InlineData(20090401, "2009 1 平成21年度")]
    [InlineData(20090630, "2009 1 平成21年度")]
    [InlineData(20090701, "2009 2 平成21年度")]
    [InlineData(20091231, "2009 3 平成21年度")]
    [InlineData(20100101, "2009 4 平成21年度")]
    [InlineData(19890331, "1988 4 昭和63年度")]
    [InlineData(19890401, "1989 1 平成元年度")]
    [InlineData(20190430, "2019 1 令和元年度")] // the whole year, as the government named it
    [InlineData(20200401, "2020 1 令和2年度")]
    public async Task FiscalYear_OnItsEdges_IsNamedByItsStart(int key, string expected) =>
        Assert.Equal(
            [expected],
            await database.RowsAsync("select fiscal_year, fiscal_quarter, fiscal_year_label_ja from mart.dim_date where date_key = $1", key)
        );

    [Theory]
    [InlineData(19890107, "showa 昭和 64")]
    [InlineData(19890108, "heisei 平成 1")]
    [InlineData(20070806, "heisei 平成 19")]
    [InlineData(20190430, "heisei 平成 31")]
    [InlineData(20190501, "reiwa 令和 1")]
    [InlineData(19700101, "showa 昭和 45")]
    public async Task Era_OnItsEdges_ChangesWithTheDay(int key, string expected) =>
        Assert.Equal([expected], await database.RowsAsync("select era_code, era_name, era_year from mart.dim_date where date_key = $1", key));

    [Theory]
    [InlineData(20120102, "1 true 元日 振替休日 false")] // a Monday
    [InlineData(20091103, "2 true 文化の日 false")]
    [InlineData(20070806, "1 false - true")]
    [InlineData(20160811, "4 true 山の日 false")] // new that year
    [InlineData(20150811, "2 false - true")]
    [InlineData(20091231, "4 false - false")] // banks are closed
    [InlineData(20100104, "1 false - true")]
    [InlineData(20090815, "6 false - false")]
    [InlineData(20190501, "3 true 休日（祝日扱い） false")]
    public async Task Day_OfHolidayOrWork_IsKnown(int key, string expected) =>
        Assert.Equal(
            [expected],
            await database.RowsAsync("select weekday, is_holiday, holiday_ja, is_business_day from mart.dim_date where date_key = $1", key)
        );
}
