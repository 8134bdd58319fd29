using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Overview;

/// <summary>The measure by year, a line per region of the level that is compared; of the whole where none is known.</summary>
public sealed class RegionTrend : TrendRecipe
{
    public override string Name => "trend";

    protected override string? SlicerOf(Inquiry inquiry) => inquiry.Picks.Regions.IsEmpty ? null : inquiry.Level;

    protected override string NounOf(Inquiry inquiry) => inquiry.LevelNoun;

    protected override string WordOf(Inquiry inquiry) => inquiry.LevelTitle;
}

/// <summary>The measure of the year by research stage, where no region is known that it could be told by.</summary>
public sealed class StageBars : BarRecipe
{
    public override string Name => "research-stages";

    public override bool AppliesTo(Inquiry inquiry) => inquiry.Picks.Regions.IsEmpty && inquiry.WhyInapplicable(inquiry.Lead, SlicerOf(inquiry)) is null;

    protected override string SlicerOf(Inquiry inquiry) => "research_stage";
}

/// <summary>The measure of the year by region.</summary>
public sealed class RegionBars : BarRecipe
{
    public override string Name => "regions";

    protected override string SlicerOf(Inquiry inquiry) => inquiry.Level;

    protected override string NounOf(Inquiry inquiry) => inquiry.LevelNoun;

    protected override string WordOf(Inquiry inquiry) => inquiry.LevelTitle;

    protected override IEnumerable<string> NotesOf(Inquiry inquiry) => inquiry.RegionNotes(MeasureOf(inquiry));
}

/// <summary>The regions' year in one table.</summary>
public sealed class RegionSummary : SummaryRecipe
{
    public override string Name => "region-summary";

    public override bool AppliesTo(Inquiry inquiry) => !inquiry.Picks.Regions.IsEmpty;

    protected override string SlicerOf(Inquiry inquiry) => inquiry.Level;

    protected override string NounOf(Inquiry inquiry) => inquiry.LevelNoun;

    protected override string WordOf(Inquiry inquiry) => inquiry.LevelTitle;

    protected override IEnumerable<string> NotesOf(Inquiry inquiry) => inquiry.RegionNotes([.. MeasuresOf(inquiry).Where(inquiry.Has), inquiry.Lead]);
}
