using Analytics.Dashboard.Pages.Shared;
using Analytics.Dashboard.Questions;
using Analytics.Dashboard.Visuals;
using Analytics.Sql.Connections;
using Analytics.Sql.Model.Answers;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Clusters;

/// <summary>
/// Everything that the clusters' page shows, asked from one publication. No <see cref="Entries"/>: the database cannot be asked, while the figures
/// are held in memory.
/// </summary>
public sealed record ClusterFigures(Inquiry Inquiry, Result ByCluster, IReadOnlyList<ClusterEntry>? Entries, ComposedVisuals Visuals)
{
    /// <summary>Asks all at once.</summary>
    public static async Task<ClusterFigures> AskAsync(Inquiry inquiry, ClusterDirectory directory, ILogger logger)
    {
        var byCluster = inquiry.AskAsync(inquiry.WithComparisons(inquiry.Lead), ["cluster"]);
        var entries = EntriesAsync(inquiry, directory, logger);
        var visuals = ComposedVisuals.OfAsync(
            inquiry,
            logger,
            "cluster-trend",
            "clusters",
            "programmes",
            "cluster-overlap",
            "cluster-regions",
            "cluster-summary"
        );
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
        if (Inquiry.Question.Filters.ContainsKey("cluster"))
            return Headline.Of(Inquiry, ByCluster).Sentence(t);
        return Ranking.Sentence(Inquiry, ByCluster, Scale);
    }

    /// <summary>How many reached their target, and by how much the rows overlap.</summary>
    public string Second()
    {
        var (t, lead) = (Inquiry.T, Inquiry.Lead);
        var clusters = ByCluster.Rows.Where(r => !RegionTree.IsReserved(r.Members[0])).ToList();
        var parts = new List<string>();
        var aimed = clusters
            .Select(r => (Now: ByCluster.Of(r.Cells, lead), Target: ByCluster.Of(r.Cells, lead + ".target")))
            .Where(c => c.Target.Value > 0)
            .ToList();
        var isJudged = aimed.All(c => c.Now.State is not (CellState.Provisional or CellState.Immature));
        if (aimed.Count > 1 && isJudged)
            parts.Add(t["clusters.reached", aimed.Count, aimed.Count(c => c.Now.Value >= c.Target.Value)]);
        var (sum, total) = (ByCluster.Rows.Sum(r => ByCluster.Of(r.Cells, lead).Value ?? 0), ByCluster.Of(ByCluster.Totals, lead).Value);
        if (Inquiry.LeadMeasure.Kind is MeasureKind.Count or MeasureKind.Sum && total is { } whole && sum != whole)
            parts.Add(t["clusters.overlap", Scale.Text(sum), Scale.Text(whole)]);
        var none = ByCluster.Rows.FirstOrDefault(r => r.Members[0].Code == "none");
        if (clusters.Count > 0 && none is not null && ByCluster.Of(none.Cells, lead) is { Value: > 0 and { } without } cell)
            parts.Add(t["clusters.without", cell.IsOfFew() ? cell.Text(Scale, t) : Scale.Text(without)]);
        return string.Join(t["sentence.space"], parts);
    }

    private FigureScale Scale =>
        FigureScale.For(ByCluster.Column(Inquiry.Lead)!, ByCluster, Inquiry.T.Language, ByCluster.Rows.Select(r => ByCluster.Of(r.Cells, Inquiry.Lead)));
}
