using Analytics.Etl.Samples;

namespace Analytics.Tests.Etl.Samples;

public class LargestRemainderTests
{
    // 205 by 2 : 2 : 1 is 82, 82, 41. 10 by 1 : 1 : 1 is 3⅓ each: the first gets the one that is left. 10 by 15 : 13 : 5 is 4.545, 3.939, 1.515: the second's
    // remainder is largest, then the first's.
    [Theory]
    [InlineData(205, "2 2 1", "82 82 41")]
    [InlineData(10, "1 1 1", "4 3 3")]
    [InlineData(10, "15 13 5", "5 4 1")]
    [InlineData(2, "3 3 3", "1 1 0")]
    [InlineData(7, "0 0", "4 3")]
    [InlineData(0, "1 2", "0 0")]
    public void Split_AddsUpExactly(long whole, string weights, string shares) =>
        Assert.Equal(
            shares,
            string.Join(
                ' ',
                LargestRemainder.Split(whole, [.. weights.Split(' ').Select(w => double.Parse(w, System.Globalization.CultureInfo.InvariantCulture))])
            )
        );
}
