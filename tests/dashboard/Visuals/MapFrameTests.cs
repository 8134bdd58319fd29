using Analytics.Dashboard.Pages.Regions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Tests.Dashboard.Visuals;

/// <summary>The window of a map, its circles and its words.</summary>
public class MapFrameTests
{
    private static IReadOnlyList<Outline> Of(params string[] prefectures) => [.. JapanOutlines.All.Where(o => prefectures.Contains(o.Prefecture))];

    [Theory]
    [InlineData("22")]
    [InlineData("22", "23")]
    [InlineData("01", "47")]
    public void Around_SomePrefectures_ShowsThemWhole(params string[] prefectures)
    {
        var frame = MapFrame.Around(Of(prefectures), []);

        var areas = frame.Areas(prefectures);

        Assert.Equal(prefectures.Order(), areas.Where(a => !a.IsNeighbour).Select(a => a.Code).Order());
        Assert.All(Of(prefectures), o => Assert.All(o.Rings.MaxBy(r => r.Count)!, p => Assert.True(frame.Holds(frame.Of(p)))));
        Assert.InRange(frame.Height / MapFrame.Width, 0.6, 0.95);
    }

    // Tokyo's islands lie 100 units off; nobody works there, so they do not shrink the rest. With a case in Hachijo they do.
    [Fact]
    public void Around_IslandsFarOff_AreShownOnlyWithAPlaceOnThem()
    {
        var hachijo = JapanOutlines.Place(33.1128, 139.7892);

        Assert.False(Holds(MapFrame.Around(Of("13"), [])));
        Assert.True(Holds(MapFrame.Around(Of("13"), [hachijo])));

        bool Holds(MapFrame frame) => frame.Holds(frame.Of(hachijo));
    }

    [Theory]
    [InlineData(52, 13, 4)]
    [InlineData(200, 50, 4)]
    [InlineData(-52, 13, 4)]
    public void RadiusOf_TwoFigures_HaveAreasInTheirProportion(int one, int other, double proportion)
    {
        var (first, second) = (MapCircles.RadiusOf(one, Math.Abs(one)), MapCircles.RadiusOf(other, Math.Abs(one)));

        Assert.Equal(proportion, first * first / (second * second), 6);
    }

    // Three circles close together, and one at the right edge: no two words meet, none leaves the drawing, and the largest comes first.
    [Fact]
    public void Place_WordsOfCrowdedCircles_NeitherMeetNorLeaveTheDrawing()
    {
        MapCircle[] circles = [Circle("浜松", 300, 200, 37), Circle("磐田", 345, 200, 15), Circle("袋井", 365, 200, 12), Circle("熱海", 636, 100, 5)];
        var map = new MapPicture(640, 420, [], circles, []);

        var labels = MapLabels.Place(map, 20, 4);

        Assert.Equal("浜松 7", labels[0].Text);
        Assert.Contains(labels, l => l.Circle == circles[3] && l.Anchor is "end");
        var boxes = labels.Select(l => BoxOf(l, 20)).ToList();
        Assert.All(boxes, b => Assert.True(b.Left >= 0 && b.Right <= 640 && b.Top >= 0 && b.Bottom <= 420));
        Assert.All(
            boxes.SelectMany((a, i) => boxes.Skip(i + 1).Select(b => (a, b))),
            p => Assert.True(p.a.Right <= p.b.Left || p.b.Right <= p.a.Left || p.a.Bottom <= p.b.Top || p.b.Bottom <= p.a.Top)
        );
    }

    private static MapCircle Circle(string name, double x, double y, double radius) =>
        new(new Member(name, new(name, name)), name, name, "7件", "7", new(x, y), radius, "--cat-1", false, false, false, null);

    private static (double Left, double Top, double Right, double Bottom) BoxOf(MapLabel label, double size)
    {
        var wide = MapLabels.WidthOf(label.Text, size);
        var left = label.Anchor switch
        {
            "start" => label.At.X,
            "end" => label.At.X - wide,
            _ => label.At.X - wide / 2,
        };
        return (left, label.At.Y - size * 0.8, left + wide, label.At.Y + size * 0.2);
    }
}
