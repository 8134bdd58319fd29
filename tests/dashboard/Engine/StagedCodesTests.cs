using Analytics.Dashboard.Engine.Loading;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>Rows that two connections have read are put together: each keeps its value, whatever code it had.</summary>
public class StagedCodesTests
{
    // 5, 7 and then 7, -1, 1 to 300: 7 has one code, and with 301 values a byte holds no code any more.
    [Fact]
    public void Rows_OfAnother_StandBehindTheOwnWithTheirValues()
    {
        var (first, second) = (new StagedCodes(2), new StagedCodes(2));
        long[] own = [5, 7],
            others = [7, -1, .. Enumerable.Range(1, 300).Select(value => (long)value)];
        foreach (var value in own)
            first.Add(value);
        foreach (var value in others)
            second.Add(value);

        first.AddAll(second);

        Assert.Equal(301, first.Values.Count);
        var codes = Assert.IsType<ushort[]>(first.Codes);
        Assert.Equal([.. own, .. others], codes.Take(first.Count).Select(code => first.Values[code]));
    }

    [Fact]
    public void Texts_AndDates_OfAnother_AreTheSameAsTheOwn()
    {
        var (texts, dates) = ((First: new StagedCodes(0), Second: new StagedCodes(0)), (First: new StagedCodes(0), Second: new StagedCodes(0)));
        texts.First.AddText("day"u8);
        texts.Second.AddText("year"u8);
        texts.Second.AddText("day"u8);
        dates.First.AddDate(20080401);
        dates.Second.AddDate(-3);
        dates.Second.AddDate(20080401);

        texts.First.AddAll(texts.Second);
        dates.First.AddAll(dates.Second);

        Assert.Equal([0, 1, 0], ((byte[])texts.First.Codes).Take(3));
        Assert.Equal([0, 1, 0], ((byte[])dates.First.Codes).Take(3));
        Assert.Equal([new DateOnly(2008, 4, 1).DayNumber, -3], dates.First.Values);
    }
}
