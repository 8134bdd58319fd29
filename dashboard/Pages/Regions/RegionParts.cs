using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Regions;

/// <summary>
/// What the chosen region is compared by: its own parts (prefectures, sub-regions, municipalities); a region that has none known (a municipality, a
/// state) by its
/// industries, clusters or institutes, whichever the dataset has.
/// </summary>
public static class RegionParts
{
    /// <summary>The slicer of the parts.</summary>
    public static string SlicerOf(Inquiry inquiry) =>
        !IsLowest(inquiry) ? inquiry.Level
        : inquiry.Picks.Industries.Count > 0 ? "industry_group"
        : inquiry.Picks.Clusters.Count > 0 ? "cluster"
        : "institute";

    /// <summary>The slicer as titles name it.</summary>
    public static string WordOf(Inquiry inquiry) => IsLowest(inquiry) ? inquiry.WordOf(SlicerOf(inquiry)) : inquiry.LevelTitle;

    /// <summary>What one part is called.</summary>
    public static string NounOf(Inquiry inquiry) => IsLowest(inquiry) ? inquiry.LabelOf(SlicerOf(inquiry)) : inquiry.LevelNoun;

    private static bool IsLowest(Inquiry inquiry) => inquiry.Question.Filters.TryGetValue(inquiry.Level, out var codes) && codes.Count == 1;
}

/// <summary>The page's measure by year, a line per part.</summary>
public sealed class RegionPartTrend : TrendRecipe
{
    public override string Name => "region-trend";

    protected override string SlicerOf(Inquiry inquiry) => RegionParts.SlicerOf(inquiry);

    protected override string NounOf(Inquiry inquiry) => RegionParts.NounOf(inquiry);

    protected override string WordOf(Inquiry inquiry) => RegionParts.WordOf(inquiry);
}

/// <summary>The page's measure of the year by part, with targets.</summary>
public sealed class RegionPartBars : BarRecipe
{
    public override string Name => "region-bars";

    protected override string SlicerOf(Inquiry inquiry) => RegionParts.SlicerOf(inquiry);

    protected override string NounOf(Inquiry inquiry) => RegionParts.NounOf(inquiry);

    protected override string WordOf(Inquiry inquiry) => RegionParts.WordOf(inquiry);
}
