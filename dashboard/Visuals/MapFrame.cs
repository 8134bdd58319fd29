namespace Analytics.Dashboard.Visuals;

/// <summary>The window of a map: the part of the outlines that is shown, and how it is scaled into a drawing <see cref="Width"/> units wide.</summary>
public sealed class MapFrame
{
    /// <summary>Width of the drawing.</summary>
    public const double Width = 640;

    private const double Margin = 0.09,
        Flattest = 0.62,
        Tallest = 0.92;
    private readonly double left,
        top,
        scale;

    private MapFrame(double left, double top, double scale, double height) => (this.left, this.top, this.scale, Height) = (left, top, scale, height);

    /// <summary>Height of the drawing.</summary>
    public double Height { get; }

    /// <summary>
    /// The window around the main islands of <paramref name="outlines"/> and all <paramref name="places"/> (both in units of the outlines), with some
    /// margin. An island
    /// far off, smaller than a tenth of its prefecture's largest, does not shrink the rest unless a place lies on it.
    /// </summary>
    public static MapFrame Around(IReadOnlyList<Outline> outlines, IEnumerable<MapPoint> places)
    {
        var points = outlines.SelectMany(MainRings).SelectMany(r => r).Concat(places).ToList();
        var (x1, x2, y1, y2) = (points.Min(p => p.X), points.Max(p => p.X), points.Min(p => p.Y), points.Max(p => p.Y));
        var (wide, high) = (Math.Max(x2 - x1, 8), Math.Max(y2 - y1, 5));
        wide += 2 * Margin * wide;
        high += 2 * Margin * high;
        if (high / wide < Flattest)
            high = wide * Flattest;
        if (high / wide > Tallest)
            wide = high / Tallest;
        return new((x1 + x2 - wide) / 2, (y1 + y2 - high) / 2, Width / wide, Width * high / wide);
    }

    /// <summary>A point of the outlines as it lies in the drawing.</summary>
    public MapPoint Of(MapPoint point) => new((point.X - left) * scale, (point.Y - top) * scale);

    /// <summary>True within the drawing.</summary>
    public bool Holds(MapPoint drawn) => drawn.X >= 0 && drawn.X <= Width && drawn.Y >= 0 && drawn.Y <= Height;

    /// <summary>Whatever of the outlines comes into the window.</summary>
    public IReadOnlyList<MapArea> Areas(IReadOnlyCollection<string> prefectures) =>
        [
            .. from outline in JapanOutlines.All
            let rings = outline.Rings.Select(ring => (IReadOnlyList<MapPoint>)[.. ring.Select(Of)]).Where(IsSeen).ToList()
            where rings.Count > 0
            let isNeighbour = !prefectures.Contains(outline.Prefecture)
            orderby isNeighbour descending
            select new MapArea(outline.Prefecture, isNeighbour, rings),
        ];

    private bool IsSeen(IReadOnlyList<MapPoint> ring) =>
        ring.Max(p => p.X) > 0 && ring.Min(p => p.X) < Width && ring.Max(p => p.Y) > 0 && ring.Min(p => p.Y) < Height;

    private static IEnumerable<IReadOnlyList<MapPoint>> MainRings(Outline outline)
    {
        var largest = outline.Rings.Max(Size);
        return outline.Rings.Where(ring => Size(ring) >= largest / 10);
    }

    private static double Size(IReadOnlyList<MapPoint> ring) => (ring.Max(p => p.X) - ring.Min(p => p.X)) * (ring.Max(p => p.Y) - ring.Min(p => p.Y));
}
