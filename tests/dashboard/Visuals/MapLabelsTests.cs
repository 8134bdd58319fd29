using Analytics.Dashboard.Visuals;
using Analytics.Sql;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Visuals;

/// <summary>Words on maps: whoever reads one must see whose it is.</summary>
public class MapLabelsTests
{
    [Fact]
    public void Place_WhereAnotherCircleLiesAsClose_TakesAnotherSide()
    {
        // Above A, B lies as close to the words as A itself; to its right there is nobody.
        var (a, b) = (Circle("甲", 100, 100, 10), Circle("乙", 100, 66, 6));

        var words = MapLabels.Place(new(640, 400, [], [a, b], []), 13.5, 9);

        var label = Assert.Single(words, label => label.Circle == a);
        Assert.Equal(("start", 113.5), (label.Anchor, label.At.X));
    }

    [Fact]
    public void Place_WhereNoSideIsClear_LeavesTheWordsOut()
    {
        // A in the middle of eight that leave it no room for its words.
        var a = Circle("甲", 100, 100, 10);
        MapCircle[] ring = [.. from x in new[] { 76, 100, 124 } from y in new[] { 76, 100, 124 } where (x, y) != (100, 100) select Circle("乙", x, y, 8)];

        Assert.DoesNotContain(MapLabels.Place(new(640, 400, [], [a, .. ring], []), 13.5, 20), label => label.Circle == a);
    }

    [Fact]
    public void Place_OfARateWhoseFigureHasNoRoom_LeavesItsNameOutToo()
    {
        // The name is 13.5 wide; with a space and its figure of six letters it is 13.5 + 7 × 8.1 = 70.2.
        var a = Circle("甲", 30, 30, 10) with
        {
            Figure = "44.8%*",
        };

        Assert.Empty(MapLabels.Place(new(60, 60, [], [a], [], IsOfRates: true), 13.5, 9));
        Assert.Equal("甲 44.8%*", Assert.Single(MapLabels.Place(new(200, 60, [], [a with { At = new(100, 30) }], [], IsOfRates: true), 13.5, 9)).Text);
    }

    private static MapCircle Circle(string name, double x, double y, double radius) =>
        new(new Member(name, new Bilingual(name, name)), name, name, "5件", "5", new(x, y), radius, "--cat-1", false, false, false, null);
}
