using Analytics.Etl.Extract.Rows;

namespace Analytics.Tests.Etl.Extract;

/// <summary>A sequence that is worked out on another thread.</summary>
public class ReadAheadTests
{
    [Theory]
    [InlineData(0), InlineData(512), InlineData(513), InlineData(5_000)]
    public void Items_ComeInTheirOrder(int count) => Assert.Equal(Enumerable.Range(0, count), Enumerable.Range(0, count).ReadingAhead());

    [Theory]
    [InlineData(100), InlineData(1_000)]
    public void WhatTheSequenceThrows_ComesAfterTheItemsBeforeIt(int at)
    {
        var taken = new List<int>();
        Assert.Equal("broken", Assert.Throws<FormatException>(() => taken.AddRange(Broken(at).ReadingAhead().Select(item => item))).Message);
        Assert.Equal(at, Count(Broken(at).ReadingAhead()));
    }

    [Fact]
    public void WhoTakesNoMore_EndsTheSequence()
    {
        var hasEnded = false;
        Assert.Equal(1_500, Endless(() => hasEnded = true).ReadingAhead().Take(1_500).Count());
        Assert.True(hasEnded);
    }

    private static int Count(IEnumerable<int> items)
    {
        var count = 0;
        try
        {
            foreach (var _ in items)
                count++;
        }
        catch (FormatException)
        {
            return count;
        }

        return -1;
    }

    private static IEnumerable<int> Broken(int at)
    {
        for (var i = 0; i < at; i++)
            yield return i;
        throw new FormatException("broken");
    }

    private static IEnumerable<int> Endless(Action end)
    {
        try
        {
            for (var i = 0; ; i++)
                yield return i;
        }
        finally
        {
            end();
        }
    }
}
