namespace Analytics.Dashboard.Visuals;

/// <summary>A circle's words: the point of its base line, and where the text begins from there (<c>start</c>, <c>middle</c>, <c>end</c>).</summary>
public sealed record MapLabel(MapCircle Circle, string Text, MapPoint At, string Anchor);

/// <summary>
/// Finds room for the words of the largest circles: above, right, left or below, within the drawing, over no other word, and clearly nearer to its
/// own circle than to any other. Who finds none goes
/// without: its figure stands in its title and in the table.
/// </summary>
public static class MapLabels
{
    private const double Gap = 3.5,
        Clear = 3;

    /// <summary>The words that find room, at most <paramref name="most"/>, in letters of <paramref name="size"/> units.</summary>
    public static IReadOnlyList<MapLabel> Place(MapPicture map, double size, int most)
    {
        var (placed, taken) = (new List<MapLabel>(), new List<Box>());
        foreach (
            var circle in map
                .Circles.Where(c => !map.IsOfRates || !c.IsFaded && !c.IsHollow || c.IsChosen)
                .OrderByDescending(c => c.IsChosen)
                .ThenBy(c => c.IsFaded)
        )
        {
            if (placed.Count == most)
                break;
            var text = circle.Figure is { } figure ? $"{circle.ShortLabel} {figure}" : circle.ShortLabel;
            foreach (var room in Rooms(circle, WidthOf(text, size), size).Where(room => IsFree(room.Box, circle)).Take(1))
            {
                placed.Add(new(circle, text, room.At, room.Anchor));
                taken.Add(room.Box);
            }
        }

        return placed;

        bool IsFree(Box box, MapCircle circle) =>
            box.IsWithin(map.Width, map.Height)
            && !taken.Any(box.Meets)
            && !map.Circles.Any(other => other != circle && box.DistanceTo(other) < Math.Max(Gap, box.DistanceTo(circle) + Clear));
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

        (MapPoint, string, Box) Room(double at, double bottom, string anchor, double left) =>
            (new(at, bottom - size * 0.2), anchor, new(left, bottom - size, left + wide, bottom));
    }

    /// <summary>About as wide as the text is drawn: Japanese letters are square, others a little more than half as wide.</summary>
    internal static double WidthOf(string text, double size) => text.Sum(letter => letter < 0x2E80 ? 0.6 : 1) * size;

    private readonly record struct Box(double Left, double Top, double Right, double Bottom)
    {
        public bool IsWithin(double width, double height) => Left >= 2 && Top >= 2 && Right <= width - 2 && Bottom <= height - 2;

        public bool Meets(Box other) => Left < other.Right + Gap && other.Left < Right + Gap && Top < other.Bottom && other.Top < Bottom;

        /// <summary>From the words to the circle's rim; below 0 where they lie on it.</summary>
        public double DistanceTo(MapCircle circle) =>
            double.Hypot(Math.Clamp(circle.At.X, Left, Right) - circle.At.X, Math.Clamp(circle.At.Y, Top, Bottom) - circle.At.Y) - circle.Radius;
    }
}
