using Analytics.Dashboard.Localization;
using Analytics.Dashboard.Pages.Data;
using Analytics.Sql.Audit;

namespace Analytics.Tests.Dashboard.Pages.Data;

/// <summary>Schedules, instants, names and drift as the Data page says them.</summary>
public class IntakeWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 30, 0, TimeSpan.Zero); // 09:30 in Japan

    [Theory]
    [InlineData("0 * * * * ?", "毎分")]
    [InlineData("30 0/10 * * * ?", "10分ごと")]
    [InlineData("0 0 * * * ?", "毎時")]
    [InlineData("0 30 6 * * ?", "毎日 06:30")]
    [InlineData("0 5 18 ? * MON-FRI", "平日 18:05")]
    [InlineData("0 0 6 1 * ?", "0 0 6 1 * ?")]
    [InlineData(null, "要求時")]
    public void Cron_UsualSchedules_AreSaidInWords(string? cron, string words) => Assert.Equal(words, CronWords.Of(Texts.Of("ja"), cron, "Asia/Tokyo"));

    [Fact]
    public void Cron_OfAnotherZone_NamesIt() => Assert.Equal("Daily at 06:30 (Europe/Paris)", CronWords.Of(Texts.Of("en"), "0 30 6 * * ?", "Europe/Paris"));

    [Theory]
    [InlineData("2026-11-23T15:00:00Z", "00:00")]
    [InlineData("2026-11-23T14:59:00Z", "昨日 23:59")]
    [InlineData("2026-11-24T21:30:00Z", "明日 06:30")]
    [InlineData("2026-11-20T00:00:00Z", "2026-11-20 09:00")]
    public void Moment_IsSaidByJapansDay(string instant, string words) =>
        Assert.Equal(words, Moments.At(Texts.Of("ja"), DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), Now));

    [Theory]
    [InlineData(0.4, "1秒未満")]
    [InlineData(41.2, "41秒")]
    [InlineData(185, "3分5秒")]
    public void Length_IsSaidInWholeSeconds(double seconds, string words) => Assert.Equal(words, Moments.Length(Texts.Of("ja"), seconds));

    [Theory]
    [InlineData("紹介台帳.CSV", "紹介台帳.csv")]
    [InlineData("C:\\書類\\紹介.xlsx", "紹介.xlsx")]
    [InlineData("../../etc/紹介.csv", "紹介.csv")]
    [InlineData(".hidden.csv", "hidden.csv")]
    [InlineData("a.csv", "a (2).csv")]
    public void UploadName_IsMadeFitForADisk(string written, string name) => Assert.Equal(name, UploadRoute.NameOf(written, ["a.csv"]));

    [Theory]
    [InlineData(100, 30, 10, 100, 10, 10, true, false)] // 10 % → 30 % blank
    [InlineData(100, 29, 10, 100, 10, 10, false, false)]
    [InlineData(100, 0, 30, 100, 0, 10, false, true)] // three times as many values
    [InlineData(300, 0, 300, 100, 0, 100, false, false)] // three times as many rows, each with its own
    [InlineData(19, 19, 1, 100, 0, 50, false, false)] // too few to say
    public void Drift_IsToldOfStrongChangesOnly(int rows, int nulls, int distinct, int rowsBefore, int nullsBefore, int distinctBefore, bool blank, bool values)
    {
        var row = new ProfileRow("a", null, rows, nulls, distinct, null, null, new(1, rowsBefore, nullsBefore, distinctBefore));

        Assert.Equal((blank, values), (row.HasBlankDrift, row.HasDistinctDrift));
    }
}
