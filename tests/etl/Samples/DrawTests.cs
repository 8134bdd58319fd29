using Analytics.Etl.Samples;

namespace Analytics.Tests.Etl.Samples;

public class DrawTests
{
    [Fact]
    public void LogNormal_HasItsMedianAndSpread()
    {
        var draw = new Draw(1, 1, 1);
        var drawn = Enumerable.Range(0, 20_001).Select(_ => draw.LogNormal(100, 0.5)).Order().ToList();
        Assert.InRange(drawn[10_000], 98, 102);
        // One standard deviation above the median of the logarithm: e^0.5 = 1.6487, at the quantile 0.8413.
        Assert.InRange(drawn[16_826], 159, 171);
    }

    [Fact]
    public void Streams_OfTheSameSeed_DoNotRepeatEachOther()
    {
        var firsts = from stream in Enumerable.Range(0, 10) from index in Enumerable.Range(0, 1_000) select new Draw(7, (ulong)stream, (ulong)index).Unit();
        Assert.Equal(10_000, firsts.Distinct().Count());
    }

    [Fact]
    public void Calendar_CountsAddUp_AndBeginOnTheFirstDay()
    {
        var days = ReferralCalendar.Days(500, 3).ToList();
        Assert.Equal(500, days.Sum(day => day.Referrals));
        Assert.Equal(new DateOnly(2007, 8, 6), days[0].Date);
        Assert.DoesNotContain(days, day => day.Date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
    }
}
