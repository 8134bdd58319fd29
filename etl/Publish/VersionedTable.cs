using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Publish;

/// <summary>
/// A table of the star whose rows carry the publications they belong to, and how its recomputed rows (<c>new_&lt;table&gt;</c>) take the
/// place of the open ones: same key and same content stays; what differs or is gone is closed; what is new is opened.
/// </summary>
/// <param name="Name">Table in <c>mart</c>.</param>
/// <param name="Key">Its key within a dataset.</param>
/// <param name="HasCase">False: recomputed whole with its dataset.</param>
/// <param name="HasContent">False: the key is all there is (a bridge).</param>
/// <param name="HasOrigins">Its rows name other rows that told some of their attributes.</param>
sealed record VersionedTable(string Name, string Key, bool HasCase = true, bool HasContent = true, bool HasOrigins = false)
{
    /// <summary>What every table has beside what its rows say.</summary>
    static readonly string[] Lineage = ["dataset_key", "owner_code", "content_hash", "batch_id", "sheet", "line", "origins"];

    /// <summary>Columns in the order in which the content's hash takes them; others follow in the table's order.</summary>
    public IReadOnlyList<string> First { get; init; } = [];

    /// <summary>Columns that are no part of the content: the key or others say them.</summary>
    public IReadOnlyList<string> Derived { get; init; } = [];

    /// <summary>A fact's tables.</summary>
    public static IEnumerable<VersionedTable> Of(FactDeclaration fact)
    {
        var star = fact.Star!;
        return star
            .Bridges.Select(bridge => new VersionedTable(bridge.Key, string.Join(", ", bridge.Value), fact.Case is not null, HasContent: false))
            .Prepend(
                new(star.Name, string.Join(", ", star.Key), fact.Case is not null, HasOrigins: star.HasOrigins) { First = star.Content, Derived = star.Derived }
            );
    }

    /// <summary>The columns that make up what a row says, of all that the table has.</summary>
    public IReadOnlyList<string> Content(IReadOnlyList<string> columns) =>
        [.. First, .. columns.Except([.. First, .. Lineage, .. Key.Split(", "), .. Derived])];

    /// <summary>Hash of what a row says: where it is equal, the row stays.</summary>
    string Hash(string row, IReadOnlyList<string> columns) =>
        $"md5(row({string.Join(", ", Content(columns).Select(column => $"{row}.{column}"))})::text)::uuid";

    const int StillOpen = int.MaxValue;

    const string Withdrawn = "select batch_id from pending_batches where state = 'withdrawn'";

    /// <summary>Batches of which the star knows rows already: their files were read again.</summary>
    const string ReadAgain =
        "select p.batch_id from pending_batches p join audit.batches b using (batch_id) where p.state = 'loaded' and b.published_in is not null";

    /// <summary>The columns that a recomputed row delivers, as the table has them.</summary>
    public string ColumnsQuery =>
        $"""
            select array_agg(attname::text order by attnum) from pg_attribute
            where attrelid = 'mart.{Name}'::regclass and attnum > 0 and not attisdropped and attname not in ('published_from', 'published_to')
            """;

    /// <summary>
    /// Closes the open rows of the touched cases (for a table without cases: of the touched datasets) that were not recomputed alike. A row
    /// that names a withdrawn batch goes even if another batch says the same: its successor names that one. So does one of a file that was read
    /// again, where the place of what it says has changed.
    /// </summary>
    public string Close(int publication, IReadOnlyList<string> columns) =>
        $"""
            update mart.{Name} f set published_to = {publication}
            {(
                HasCase
                    ? $"from ({Touched}) t where {string.Join(" and ", Keys.Select(key => $"t.{key} = f.{key}"))}"
                    : "where f.dataset_key in (select dataset_key from touched_datasets)"
            )}
              and f.published_to = {StillOpen}
              and not exists (select from new_{Name} n where {Same(Keys)}{(HasContent ? $" and f.content_hash = {Hash("n", columns)}" : "")}{(
                HasContent ? $" and f.batch_id not in ({Withdrawn})" : ""
            )}{(HasOrigins ? $" and not exists (select from jsonb_each(f.origins) o where (o.value->>'batch')::integer in ({Withdrawn}))" : "")}{(
                HasContent ? $" and {StaysInPlace}" : ""
            )})
            """;

    /// <summary>Opens the recomputed rows that are not open already.</summary>
    public string Open(int publication, IReadOnlyList<string> columns) =>
        $"""
            insert into mart.{Name} ({string.Join(", ", columns)}, published_from)
            select {string.Join(", ", columns.Select(column => column == "content_hash" ? Hash("n", columns) : "n." + column))}, {publication} from new_{Name} n
            where not exists (select from mart.{Name} f where f.published_to = {StillOpen} and {Same(Keys)})
            """;

    /// <summary>A view of what a publication touches, in place of the table, for the checks that look at it.</summary>
    public string Scope =>
        $"""
            create temp view {Name} as select f.* from mart.{Name} f
            where {(
                HasCase
                    ? "(f.dataset_key, f.case_id) in (select dataset_key, case_id from touched_cases)"
                    : "f.dataset_key in (select dataset_key from touched_datasets)"
            )}
            """;

    /// <summary>
    /// Recomputed rows that refer to what is not there, as a check tells them: each column <c>x_key</c> names a row of <c>dim_x</c>, each day one of
    /// <c>dim_date</c>. Checked as sets, since a constraint
    /// looks up each row and column; days are looked up once each.
    /// </summary>
    public string Unreferred(IEnumerable<string> columns)
    {
        var keys = columns
            .Where(column => column.EndsWith("_key", StringComparison.Ordinal))
            .ToLookup(column => column.EndsWith("_date_key", StringComparison.Ordinal));
        var days = string.Join(", ", keys[true].Select(column => $"n.{column}"));
        var unknown = keys[false]
            .Select(column => (Column: column, Dimension: column[..^"_key".Length]))
            .Select(r => $"not exists (select from mart.dim_{r.Dimension} d where d.{r.Dimension}_key = n.{r.Column})");
        return days.Length == 0
            ? $"{Failing} {string.Join(" or ", unknown)}"
            : $"""
                with unknown_days as materialized (
                    select named.date_key from (select distinct unnest(array[{days}]) as date_key from new_{Name} n) named where not exists (select from mart.dim_date d where d.date_key = named.date_key)
                )
                {Failing} {string.Join(" or ", unknown.Append($"exists (select from unknown_days u where u.date_key in ({days}))"))}
                """;
    }

    /// <summary>Open rows of the touched cases, and those of the numbers that were recomputed, each found by an index.</summary>
    string Touched =>
        $"""
            select {string.Join(
                ", ",
                Keys.Select(key => $"o.{key}")
            )} from mart.{Name} o join touched_cases c on c.dataset_key = o.dataset_key and c.case_id = o.case_id where o.published_to = {StillOpen}
            union select {string.Join(", ", Keys)} from new_{Name}
            """;

    string Failing => $"select '{Name}', n.dataset_key::bigint, n.{Key.Split(", ")[0]}::bigint from new_{Name} n where";

    string StaysInPlace =>
        HasOrigins
            ? $"(not exists ({ReadAgain}) or (f.batch_id not in ({ReadAgain}) and not exists (select from jsonb_each(f.origins) o where (o.value->>'batch')::integer in ({ReadAgain}))) or {SamePlace} and n.origins is not distinct from f.origins)"
            : $"(not exists ({ReadAgain}) or f.batch_id not in ({ReadAgain}) or {SamePlace})";

    const string SamePlace = "(n.batch_id, n.line) = (f.batch_id, f.line) and n.sheet is not distinct from f.sheet";

    IEnumerable<string> Keys => Key.Split(", ").Prepend("dataset_key");

    static string Same(IEnumerable<string> columns) => string.Join(" and ", columns.Select(column => $"n.{column} = f.{column}"));
}
