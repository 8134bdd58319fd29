using Analytics.Dashboard.Engine.Columns;

namespace Analytics.Tests.Dashboard.Engine;

/// <summary>What is kept of spans does not outgrow its room, and makes place for other questions in the end.</summary>
public class KeptTotalsTests
{
    // Room of a megabyte: half of it is kept, and a name of four letters and two places, 24 bytes. What would be more is turned away 256 times for
    // each of two spans, then all is let go.
    [Fact]
    public void Room_ThatIsFull_IsGivenToOthersInTheEnd()
    {
        var kept = new KeptTotals(rows: 10, spans: 2);
        var bySpan = kept.Of<long>(null, "rows");
        kept.Keep(bySpan, 1, new long[1 << 16]);
        Assert.Same(bySpan, kept.Of<long>(null, "rows"));
        Assert.Null(bySpan[0]);

        Assert.True(kept.HasRoomFor((1 << 19) - 24));
        for (var time = 0; time < 512; time++)
            Assert.False(kept.HasRoomFor((1 << 19) - 23));

        Assert.True(kept.HasRoomFor(1 << 20));
        Assert.Null(kept.Of<long>(null, "rows")[1]);
    }

    // A second reader comes to the same span: the first array stays, and counts once.
    [Fact]
    public void Span_WorkedOutTwice_IsKeptOnce()
    {
        var kept = new KeptTotals(rows: 10, spans: 1);
        var bySpan = kept.Of<long>(null, "rows");
        long[] first = new long[1 << 16],
            second = new long[1 << 16];

        kept.Keep(bySpan, 0, first);
        kept.Keep(bySpan, 0, second);

        Assert.Same(first, bySpan[0]);
        Assert.True(kept.HasRoomFor((1 << 19) - 16));
    }
}
