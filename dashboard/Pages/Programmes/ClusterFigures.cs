using Analytics.Dashboard.Pages.Slicing;
using Analytics.Dashboard.Pages.Summary;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Connections;
using Analytics.Sql.Model;

namespace Analytics.Dashboard.Pages.Programmes;

/// <summary>Everything that the clusters' page shows, asked from one publication. No <see cref="Entries"/>: the database cannot be asked, while the figures are held in memory.</summary>
public sealed record ClusterFigures(Inquiry Inquiry, Result ByCluster, IReadOnlyList<ClusterEntry>? Entries, ComposedVisuals Visuals)
{
    /// <summary>Asks all at once.</summary>
    public static async Task<ClusterFigures> AskAsync(Inquiry inquiry, ClusterDirectory directory, ILogger logger)
    {
        var byCluster = inquiry.AskAsync(inquiry.WithComparisons(inquiry.Lead), ["cluster"]);
        var entries = EntriesAsync(inquiry, directory, logger);
        var visuals = ComposedVisuals.OfAsync(inquiry, logger, "cluster-trend", "clusters", "programmes", "cluster-overlap", "cluster-regions", "cluster-summary");
        return new(inquiry, await byCluster, await entries, await visuals);
    }

    private static async Task<IReadOnlyList<ClusterEntry>?> EntriesAsync(Inquiry inquiry, ClusterDirectory directory, ILogger logger)
    {
        try
        {
            return await directory.AskAsync(inquiry.Question.Dataset.Code, inquiry.Picks.Clusters);
        }
        catch (Exception failure) when (DatabaseAway.Is(failure))
        {
            logger.LogWarning(failure, "The directory of clusters could not be read");
            return null;
        }
    }

    /// <summary>The answer in one sentence: which cluster is ahead; narrowed to one, how that one did.</summary>
    public IReadOnlyList<Phrase> Sentence()
    {
        var (t, lead) = (Inquiry.T, Inquiry.Lead);
        if (Inquiry.Question.Filters.ContainsKey("cluster")) return OverviewWords.HeadlineOf(Inquiry, ByCluster).Sentence(t);
        var subject = t["headline.subject", Inquiry.Period, t[ByCluster.Column(lead)!.Label]];
        return Ranking.LeaderOf(ByCluster, lead) is var (leader, figure)
            ? [new(t["ranking.leader.before", subject, t[leader.Label]]), new(Scale.Text(figure.Value!.Value), IsEmphasised: true), new(Inquiry.InBrackets(ByCluster, ByCluster.Rows.First(r => r.Members[0] == leader).Cells, lead, Scale) + t["ranking.leader.after"])]
            : OverviewWords.HeadlineOf(Inquiry, ByCluster).Sentence(t);
    }

    /// <summary>How many reached their target, and by how much the rows overlap.</summary>
    public string Second()
    {
        var (t, lead) = (Inquiry.T, Inquiry.Lead);
        var clusters = ByCluster.Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).ToList();
        var parts = new List<string>();
        var aimed = clusters.Select(r => (Now: ByCluster.Of(r.Cells, lead), Target: ByCluster.Of(r.Cells, lead + ".target"))).Where(c => c.Target.Value > 0).ToList();
        if (aimed.Count > 1 && aimed.All(c => c.Now.State != CellState.Provisional)) parts.Add(t["clusters.reached", aimed.Count, aimed.Count(c => c.Now.Value >= c.Target.Value)]);
        var (sum, total) = (ByCluster.Rows.Sum(r => ByCluster.Of(r.Cells, lead).Value ?? 0), ByCluster.Of(ByCluster.Totals, lead).Value);
        if (Inquiry.LeadMeasure.Kind is MeasureKind.Count or MeasureKind.Sum && total is { } whole && sum != whole) parts.Add(t["clusters.overlap", Scale.Text(sum), Scale.Text(whole)]);
        if (clusters.Count > 0 && ByCluster.Rows.FirstOrDefault(r => r.Members[0].Code == "none") is { } none && ByCluster.Of(none.Cells, lead).Value is > 0 and { } without) parts.Add(t["clusters.without", Scale.Text(without)]);
        return string.Join(t["sentence.space"], parts);
    }

    private FigureScale Scale => FigureScale.For(ByCluster.Column(Inquiry.Lead)!, ByCluster, Inquiry.T.Language, ByCluster.Rows.Select(r => ByCluster.Of(r.Cells, Inquiry.Lead)));
}
