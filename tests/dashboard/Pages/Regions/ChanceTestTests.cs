using Analytics.Dashboard.Pages.Regions;

namespace Analytics.Tests.Dashboard.Pages.Regions;

public class ChanceTestTests
{
    // The lady tasting tea (3 of 4 against 1 of 4): 34/70. 1 of 10 against 11 of 14: the published example with p = 0.002759. 5 of 5 against 0 of 5: 2/252.
    [Theory]
    [InlineData(3, 4, 1, 4, 34.0 / 70)]
    [InlineData(1, 10, 11, 14, 0.0027594561852)]
    [InlineData(5, 5, 0, 5, 2.0 / 252)]
    [InlineData(0, 7, 0, 30, 1)]
    public void Probability_KnownTables_IsThatOfFishersExactTest(long part, long all, long otherPart, long otherAll, double expected) =>
        Assert.Equal(expected, ChanceTest.Probability(part, all, otherPart, otherAll), 9);

    [Fact]
    public void IsWithinChance_LargeNumbers_IsDecidedByTheDeclaredLevel()
    {
        Assert.True(ChanceTest.IsWithinChance(174, 241, 217, 307)); // 72.2% and 70.7%
        Assert.False(ChanceTest.IsWithinChance(200, 241, 217, 307)); // 83.0% and 70.7%
    }
}
