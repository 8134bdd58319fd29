using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;

namespace Analytics.Dashboard.Pages.Review;

/// <summary>The channels' year in one table: what came of referrals from the branch network, the young executives' club, the exchange meetings.</summary>
public sealed class ChannelSummary : SummaryRecipe
{
    public override string Name => "channels";

    protected override string SlicerOf(Inquiry inquiry) => "channel";

    /// <inheritdoc />
    public override async Task<Visual?> ComposeAsync(Inquiry inquiry) =>
        await base.ComposeAsync(inquiry) is { } visual && visual.Result.Rows.Any(r => !RegionTree.IsReserved(r.Members[0])) ? visual : null;
}
