namespace Analytics.Etl.Samples;

/// <summary>A cluster programme with its (synthetic) validity; a missing end means that it still runs.</summary>
public sealed record Cluster(string Name, string Code, DateOnly From, DateOnly? To, SubRegion Home, Func<string, double> Appeal)
{
    public bool IsValidOn(DateOnly date) => date >= From && (To is null || date <= To);
}

/// <summary>The five cluster programmes and how a company comes to belong to them.</summary>
public static class Clusters
{
    public static readonly Cluster[] All =
    [
        new(
            "三遠南信ネットワーク",
            "san-en-nanshin",
            new(2006, 4, 1),
            new(2012, 3, 31),
            SubRegion.West,
            code =>
                code[..2] switch
                {
                    "31" => 0.75,
                    "25" or "26" => 0.60,
                    "24" or "18" => 0.45,
                    "27" or "28" => 0.25,
                    "11" => 0.40,
                    _ => 0.20,
                }
        ),
        new(
            "浜松オプトロニクスクラスター",
            "hamamatsu-optronics",
            new(2007, 4, 1),
            new(2013, 3, 31),
            SubRegion.West,
            code =>
                code[..2] switch
                {
                    "27" or "28" => 0.60,
                    "29" => 0.30,
                    "39" => 0.40,
                    "26" => 0.12,
                    _ => 0.03,
                }
        ),
        new(
            "フォトンバレー",
            "photon-valley",
            new(2007, 4, 1),
            null,
            SubRegion.West,
            code =>
                code[..2] switch
                {
                    "27" or "28" => 0.45,
                    "29" => 0.45,
                    "71" => 0.40,
                    "26" => 0.20,
                    "18" => 0.15,
                    _ => 0.06,
                }
        ),
        new(
            "フーズ・サイエンス・ヒルズ",
            "foods-science-hills",
            new(2007, 4, 1),
            null,
            SubRegion.Central,
            code =>
                code[..2] switch
                {
                    "09" => 0.92,
                    "16" => 0.65,
                    "26" or "25" => 0.55,
                    "14" or "18" => 0.45,
                    "71" => 0.6,
                    _ => 0.60,
                }
        ),
        new(
            "ファルマバレー",
            "pharma-valley",
            new(2002, 4, 1),
            null,
            SubRegion.East,
            code =>
                code[..2] switch
                {
                    "16" => 0.90,
                    "27" => 0.88,
                    "28" or "29" => 0.60,
                    "18" or "26" => 0.65,
                    "71" => 0.8,
                    "14" => 0.60,
                    _ => 0.65,
                }
        ),
    ];

    /// <summary>
    /// None, one or two clusters. Away from its home a cluster attracts a seventh as many; once its programme has ended hardly anyone
    /// still names it (those rows are kept with a warning).
    /// </summary>
    public static IReadOnlyList<Cluster> Of(string industryCode, SubRegion part, DateOnly date, Draw draw)
    {
        var chosen = new List<Cluster>(2);
        foreach (var cluster in All)
        {
            var appeal = cluster.Appeal(industryCode) * (cluster.Home == part ? 1 : 1 / 7.0) * (cluster.IsValidOn(date) ? 1 : 0.06);
            if (draw.Chance(appeal) && chosen.Count < 2)
                chosen.Add(cluster);
        }
        return chosen;
    }
}
