using System.Text.RegularExpressions;
using Analytics.Sql;

namespace Analytics.Etl.Sources;

/// <summary>
/// The columns of each fact that a source may deliver, with their types in the warehouse: those of the tables <c>staging.canonical_*</c>, read from the migrations
/// that make them, so that a declaration can be judged without a database.
/// </summary>
static partial class CanonicalColumns
{
    static readonly IReadOnlyDictionary<(string Fact, string Column), string> Types = Read();

    /// <summary>The type as Postgres writes it; null where the fact has no such column.</summary>
    public static string? TypeOf(string fact, string column) => Types.GetValueOrDefault((fact, column));

    /// <summary>All of a fact, by name.</summary>
    public static IEnumerable<(string Column, string Type)> Of(string fact) => Types.Where(entry => entry.Key.Fact == fact).Select(entry => (entry.Key.Column, entry.Value));

    static Dictionary<(string, string), string> Read()
    {
        var types = new Dictionary<(string, string), string>();
        foreach (var migration in EmbeddedText.List("migrations", ".sql").Select(path => EmbeddedText.Read(path)))
        {
            foreach (Match table in Table().Matches(migration))
            {
                foreach (var column in table.Groups[2].Value.Split(',', StringSplitOptions.TrimEntries).Select(column => column.Split(' ', 2)))
                    types[(table.Groups[1].Value, column[0])] = column[1];
            }

            foreach (Match column in FurtherColumn().Matches(migration))
                types[(column.Groups[1].Value, column.Groups[2].Value)] = column.Groups[3].Value;
        }

        return types;
    }

    [GeneratedRegex(@"create table staging\.canonical_(\w+) \(([^)]*)\);")]
    private static partial Regex Table();

    [GeneratedRegex(@"alter table staging\.canonical_(\w+) add column (\w+) ([^;]+);")]
    private static partial Regex FurtherColumn();
}
