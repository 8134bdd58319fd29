using System.Globalization;
using Analytics.Etl.Extract.Rows;
using Analytics.Etl.Sources;

namespace Analytics.Etl.Staging;

/// <summary>
/// What identifies a row of a source within its dataset and owner: the values of its key columns as texts, in the declaration's order, here and in
/// SQL alike. Where measures, regions, clusters and companies' names are keys, two spellings of one are the same: <c>Resolved</c> texts say so.
/// </summary>
static class RowKey
{
    const string Folded = "staging.fold_text({0})";

    static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["measure"] = $"coalesce((select m.measure from measure_names m where m.name_folded = {Folded}), {Folded})",
        ["region"] = $"coalesce((select a.region_code from mart.region_aliases a where a.alias_folded = {Folded}), {Folded})",
        ["company_name"] = "staging.fold_company({0})",
        ["cluster"] = $"coalesce((select min(k.cluster_code) from mart.cluster_names k where k.name_folded = {Folded}), {Folded})",
    };

    /// <summary>Two spellings of the key may be one.</summary>
    public static bool IsSpelledFreely(Source source) => source.Facts.Any(fact => fact.IsKeySpelledFreely);

    /// <summary>Of an extracted row; null where a key column could not be read.</summary>
    public static string?[]? Of(ExtractedRow row) => row.HasKey ? [.. row.Source.Key.Select(column => Text(row[column]))] : null;

    /// <summary>As it was written, of a row of the source.</summary>
    public static string Written(Source source, string row) => Array(source.Key.Select(column => SourceRows.Of(source).Text(row, column)));

    /// <summary>Of a row of the source, names resolved. Needs the publication's <c>measure_names</c>.</summary>
    public static string Resolved(Source source, string row) =>
        Array(source.Key.Select(column => Resolve(source, column, SourceRows.Of(source).Text(row, column))));

    /// <summary>Of a key that was written so, names resolved.</summary>
    public static string ResolvedOf(Source source, string key) => Array(source.Key.Select((column, place) => Resolve(source, column, $"{key}[{place + 1}]")));

    static string Resolve(Source source, string column, string text) =>
        IsSpelledFreely(source) && Names.TryGetValue(column, out var resolved) ? string.Format(CultureInfo.InvariantCulture, resolved, text) : text;

    static string? Text(object? value) =>
        value switch
        {
            null => null,
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            string text => text.Replace("\0", "", StringComparison.Ordinal),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    static string Array(IEnumerable<string> texts) => $"array[{string.Join(", ", texts)}]";
}
