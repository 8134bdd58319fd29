namespace Analytics.Etl.Lists;

/// <summary>A region as an installation's own list names it.</summary>
/// <param name="Level">One of <see cref="Levels"/>.</param>
/// <param name="Parent">The code of the region that it lies in; null for a country.</param>
/// <param name="ValidTo">The last day of its existence; null: it exists.</param>
/// <param name="Line">Its line in the file.</param>
public sealed record ListedRegion(
    string Code,
    string Level,
    Bilingual Name,
    string? Parent,
    DateOnly? ValidFrom,
    DateOnly? ValidTo,
    double? Latitude,
    double? Longitude,
    int Line
) : IListed
{
    /// <summary>The levels, the widest first. A prefecture is any unit of that rank: a state, a province, a NUTS 2 region.</summary>
    public static readonly IReadOnlyList<string> Levels = ["country", "area", "prefecture", "subregion", "municipality"];

    string IListed.Key => Code;
    string? IListed.ParentKey => Parent;

    public int Rank => Levels.TakeWhile(level => level != Level).Count();
}
