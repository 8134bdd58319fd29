using System.Reflection;
using Analytics.Dashboard.Access;
using Analytics.Sql;
using Analytics.Sql.Access;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Dashboard.Pages.Clusters;

/// <summary>
/// What is known of a cluster: its programme, sponsor, home and theme, and the period that the dataset states for it (null = open, or not stated).
/// </summary>
public sealed record ClusterEntry(
    string Code,
    Bilingual Name,
    Bilingual Programme,
    Bilingual Sponsor,
    Bilingual? Theme,
    Bilingual? Home,
    DateOnly? ValidFrom,
    DateOnly? ValidTo
);

/// <summary>Reads what is known of clusters. Thread-safe.</summary>
public sealed class ClusterDirectory(ScopedReader reader) : IPageReader
{
    private static readonly string Statement = EmbeddedText.Read("Pages/Clusters/cluster_directory.sql", Assembly.GetExecutingAssembly());

    /// <summary>The entries of the clusters named, in the clusters' order.</summary>
    public async Task<IReadOnlyList<ClusterEntry>> AskAsync(string dataset, IReadOnlyList<Member> clusters)
    {
        await using var command = reader.CreateCommand(Statement);
        command.Parameters.AddWithValue("dataset", dataset);
        command.Parameters.AddWithValue("clusters", clusters.Select(c => c.Code).ToArray());
        await using var row = await command.ExecuteReaderAsync();
        var entries = new List<ClusterEntry>();
        while (await row.ReadAsync())
            entries.Add(new(row.GetString(0), Both(1)!, Both(3)!, Both(5)!, Both(7), Both(9), Day(11), Day(12)));
        return entries;

        Bilingual? Both(int column) =>
            row.IsDBNull(column) ? null : new(row.GetString(column), row.IsDBNull(column + 1) ? row.GetString(column) : row.GetString(column + 1));
        DateOnly? Day(int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
    }
}
