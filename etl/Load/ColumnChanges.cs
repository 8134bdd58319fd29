using Analytics.Etl.Extract.Headers;
using Analytics.Etl.Findings;
using Analytics.Etl.Sources;
using Analytics.Sql.Commands;
using Npgsql;

namespace Analytics.Etl.Load;

/// <summary>How a file's columns differ from its declaration and from the file before of the same source, dataset and owner.</summary>
static class ColumnChanges
{
    /// <summary>Shared pairs of letters, from 0 to 1, from which on a header resembles another.</summary>
    const double Alike = 0.5;

    /// <summary>Headers that a file of rejected rows brings back, which are the product's own.</summary>
    static readonly HashSet<string> Ours = new[] { "ファイル", "行", "理由", "直し方", "File", "Line", "Reason", "How to mend it" }.ToHashSet(
        StringComparer.Ordinal
    );

    public static async Task<IReadOnlyList<PreviewedColumn>> OfAsync(
        NpgsqlConnection connection,
        ReadFile file,
        FileReport report,
        CancellationToken cancellation
    )
    {
        var source = file.Extracted!.Source;
        var missing = source.Columns.Where(column => file.Extracted.Opened.MissingColumns.Contains(column.Name)).ToList();
        var (unknownBefore, filledBefore) = await BeforeAsync(
            connection,
            report.BatchId,
            file.File.OwnerFor(source),
            source.Name,
            report.Dataset!,
            cancellation
        );
        var changes = Headers(file.Extracted.Summary.UnknownColumns, missing, unknownBefore);
        changes.AddRange(
            missing.Where(column => filledBefore.Contains(column.Name)).Select(column => new PreviewedColumn("lost", null, column.Name, column.Header))
        );
        return changes;
    }

    /// <summary>Of a file that belongs to no source for want of a header: what each header may stand for in the source that it comes near.</summary>
    public static IReadOnlyList<PreviewedColumn> OfRefused(SourceCatalog catalog, NearSource near) =>
        catalog.Find(near.Source) is not { } source
            ? []
            : Headers(near.UnknownHeaders, [.. source.Columns.Where(column => near.MissingColumns.Contains(column.Name))], []);

    /// <summary>What is to be said of headers that nobody knows; <paramref name="missing"/> loses the columns that they resemble.</summary>
    static List<PreviewedColumn> Headers(IEnumerable<string> unknown, List<SourceColumn> missing, HashSet<string> unknownBefore)
    {
        var changes = new List<PreviewedColumn>();
        var choices = missing.OrderByDescending(column => column.Required).Select(column => new ColumnChoice(column.Name, column.Header)).ToList();
        foreach (var header in unknown.Where(header => !Ours.Contains(header)))
        {
            var meant = missing
                .Select(column => (Column: column, Likeness: Likeness(header, column)))
                .Where(pair => pair.Likeness >= Alike)
                .OrderByDescending(pair => pair.Likeness)
                .FirstOrDefault()
                .Column;
            if (meant is not null)
            {
                missing.Remove(meant);
                changes.Add(new("renamed", header, meant.Name, meant.Header));
            }
            else if (!unknownBefore.Contains(header))
            {
                changes.Add(new("new", header, null, null));
            }
        }

        return [.. changes.OrderBy(change => change.Kind == "new").Select(change => change with { Choices = choices })];
    }

    /// <summary>
    /// How much a header resembles a column's: the share of pairs of letters that both have (Dice); one that is at least half of the other, and in
    /// it, is as good as the same.
    /// </summary>
    internal static double Likeness(string header, SourceColumn column) =>
        HeaderText.Of(header).Names.Max(name => Spellings(column).Max(known => Dice(name, known)));

    static IEnumerable<string> Spellings(SourceColumn column) => column.Aliases.Prepend(column.Header).Select(Folding.Fold);

    static double Dice(string one, string other)
    {
        if (one.Length < 2 || other.Length < 2)
            return one == other ? 1 : 0;
        var (shorter, longer) = one.Length < other.Length ? (one, other) : (other, one);
        if (shorter.Length * 2 >= longer.Length && longer.Contains(shorter, StringComparison.Ordinal))
            return 1;
        var (a, b) = (Pairs(one), Pairs(other).ToList());
        var shared = a.Count(b.Remove);
        return 2.0 * shared / (one.Length + other.Length - 2);
    }

    static IEnumerable<string> Pairs(string text) => Enumerable.Range(0, text.Length - 1).Select(place => text.Substring(place, 2));

    /// <summary>Of the file before: headers that nobody knew, and columns that held something.</summary>
    static async Task<(HashSet<string> Unknown, HashSet<string> Filled)> BeforeAsync(
        NpgsqlConnection connection,
        int batch,
        string owner,
        string source,
        string dataset,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select b.unknown_columns, coalesce((select array_agg(p.column_name) from audit.batch_profiles p where p.batch_id = b.batch_id and p.null_count < p.row_count), '{}')
            from audit.batches b where b.batch_id < $1 and b.source = $2 and b.dataset_code = $3 and b.owner_code = $4 and b.state in ('loaded', 'published') order by b.batch_id desc limit 1
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = batch },
                new() { Value = source },
                new() { Value = dataset },
                new() { Value = owner },
            },
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        return await row.ReadAsync(cancellation) ? ([.. row.GetFieldValue<string[]>(0)], [.. row.GetFieldValue<string[]>(1)]) : ([], []);
    }
}
