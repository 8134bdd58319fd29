namespace Analytics.Dashboard.Visuals.Maps;

/// <summary>A circle's words: the point of its base line, and where the text begins from there (<c>start</c>, <c>middle</c>, <c>end</c>).</summary>
public sealed record MapLabel(MapCircle Circle, string Text, MapPoint At, string Anchor);

/// <summary>
/// Finds room for the words of the largest circles: above, right, left or below, within the drawing, over no other word, and nearer to no other circle than to its own. Who finds none goes
/// without: its figure stands in its title and in the table.
/// </summary>
public static class MapLabels
{
    private const double Gap = 3.5;

    /// <summary>The words that find room, at most <paramref name="most"/>, in letters of <paramref name="size"/> units.</summary>
    public static IReadOnlyList<MapLabel> Place(MapPicture map, double size, int most)
    {
        var (placed, taken) = (new List<MapLabel>(), new List<Box>());
        foreach (var circle in map.Circles.Where(c => !map.IsOfRates || !c.IsFaded && !c.IsHollow || c.IsChosen).OrderByDescending(c => c.IsChosen).ThenBy(c => c.IsFaded))
        {
            if (placed.Count == most) break;
            var text = $"{circle.ShortLabel} {circle.Figure}";
            var wide = WidthOf(text, size);
            foreach (var (at, anchor, box) in Rooms(circle, wide, size))
            {
                if (!box.IsWithin(map.Width, map.Height) || taken.Any(box.Meets) || map.Circles.Any(other => other != circle && box.Meets(other))) continue;
                placed.Add(new(circle, text, at, anchor));
                taken.Add(box);
                break;
            }
        }

        return placed;
    }

    // The base line lies a fifth of the letters' size above the lower edge of their box.
    private static IEnumerable<(MapPoint At, string Anchor, Box Box)> Rooms(MapCircle circle, double wide, double size)
    {
        var ((x, y), away) = (circle.At, circle.Radius + Gap + (circle.IsChosen ? 4 : 0));
        yield return Room(x, y - away, "middle", x - wide / 2);
        yield return Room(x + away, y + size / 2, "start", x + away);
        yield return Room(x - away, y + size / 2, "end", x - away - wide);
        yield return Room(x, y + away + size, "middle", x - wide / 2);
        yield return Room(x + away * 0.75, y - away * 0.75, "start", x + away * 0.75);
        yield return Room(x - away * 0.75, y - away * 0.75, "end", x - away * 0.75 - wide);
        yield return Room(x + away * 0.75, y + away * 0.75 + size, "start", x + away * 0.75);
        yield return Room(x - away * 0.75, y + away * 0.75 + size, "end", x - away * 0.75 - wide);

        (MapPoint, string, Box) Room(double at, double bottom, string anchor, double left) => (new(at, bottom - size * 0.2), anchor, new(left, bottom - size, left + wide, bottom));
    }

    /// <summary>About as wide as the text is drawn: Japanese letters are square, others a little more than half as wide.</summary>
    internal static double WidthOf(string text, double size) => text.Sum(letter => letter < 0x2E80 ? 0.6 : 1) * size;

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool IsWithin(double width, double height) => Left >= 2 && Top >= 2 && Right <= width - 2 && Bottom <= height - 2;

        public bool Meets(Box other) => Left < other.Right + Gap && other.Left < Right + Gap && Top < other.Bottom && other.Top < Bottom;

        public bool Meets(MapCircle circle)
        {
            var (x, y) = (Math.Clamp(circle.At.X, Left, Right) - circle.At.X, Math.Clamp(circle.At.Y, Top, Bottom) - circle.At.Y);
            return x * x + y * y < (circle.Radius + Gap) * (circle.Radius + Gap);
        }
    }
}
