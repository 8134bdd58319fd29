using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Visuals;

/// <summary>A point of a drawing, y downwards.</summary>
public readonly record struct MapPoint(double X, double Y);

/// <summary>
/// A map of places: circles at the municipal offices inside the outline of their prefectures. Everything is in units of one drawing of <see cref="Width"/> ×
/// <see cref="Height"/>, y downwards; areas reach beyond it and are cut off. Circles are in the order of their figures, the largest first, so that
/// small ones lie on top. A map of rates
/// (<see cref="IsOfRates"/>) tells by colour, not by size.
/// </summary>
public sealed record MapPicture(
    double Width,
    double Height,
    IReadOnlyList<MapArea> Areas,
    IReadOnlyList<MapCircle> Circles,
    IReadOnlyList<MapKey> Keys,
    bool IsOfRates = false
) : Picture;

/// <summary>A prefecture: its code, whether it is a mere neighbour of those that the map is about, and its islands as closed rings.</summary>
public sealed record MapArea(string Code, bool IsNeighbour, IReadOnlyList<IReadOnlyList<MapPoint>> Rings);

/// <summary>
/// A municipality's circle: its member, name, short name, figure as written in a sentence and beside its name on the map (null: it has parts, for
/// which there is no room there), place and radius, the token of its colour (<c>--cat-1</c>), whether it is the chosen
/// one, pale (another is chosen), hollow (too few cases for a rate, or a negative figure), and where a click leads.
/// </summary>
public sealed record MapCircle(
    Member Member,
    string Label,
    string ShortLabel,
    string Text,
    string? Figure,
    MapPoint At,
    double Radius,
    string Color,
    bool IsChosen,
    bool IsFaded,
    bool IsHollow,
    string? Href
);

/// <summary>An entry of the legend: words, the token of its colour, its figure and what that is made of, where it has parts, and where a click leads.</summary>
public sealed record MapKey(string Label, string Color, string? Text = null, string? Parts = null, bool IsHollow = false, string? Href = null);
