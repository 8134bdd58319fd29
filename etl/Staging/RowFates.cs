using Analytics.Etl.Sources;
using Analytics.Sql.Audit;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Staging;

/// <summary>
/// What became of every row of every file: each row once, by the first of <see cref="AuditLog.Fates"/>. The view <c>staging.row_fates</c> (batch,
/// sheet, line, fate) tells it to
/// readers; within a publication a row that is nowhere stops its batch.
/// </summary>
static class RowFates
{
    /// <summary>Statements that make the view for these sources.</summary>
    public static string View(SourceCatalog catalog) =>
        $"""
            create view staging.row_fates as
            select batch_id, sheet, line, (array[{string.Join(", ", AuditLog.Fates.Select(fate => $"'{fate}'"))}])[min(place)] as fate
            from (
                select batch_id, sheet, line, {PlaceOf(
                "rejected"
            )} as place from audit.findings where kind = 'rejected' and (stage = 'load' or published_to = {int.MaxValue})
                {string.Concat(catalog.Facts.All.Select(fact => $"union all\n{Rows(fact)}\n"))}
                {string.Concat(
                catalog.Sources.Where(source => source.Feeds.Count > 1).Select(source =>
                    $"union all\nselect batch_id, sheet, line, {PlaceOf("lost")} from {RawTables.Name(source)}\n"
                )
            )}
            ) told
            group by batch_id, sheet, line;
            comment on view staging.row_fates is 'Grain: one row per row of a file that was loaded or rejected, and what became of it.';
            grant select on staging.row_fates to analytics_reader;

            """;

    /// <summary>
    /// Rows that a publication would make vanish, as a check tells them: rows of pending batches that nothing has looked at, and numbers of which no
    /// row is in the star, rejected or waiting. Null for facts
    /// that are worked out whole.
    /// </summary>
    public static string? Lost(FactDeclaration fact) =>
        fact is not { Case.Staged: { } staged, Star: { Number: not [] } star }
            ? null
            : $"""
                select '{fact.Name}', l.dataset_key::bigint, l.line::bigint, l.batch_id, l.sheet, l.line
                from (
                    select s.dataset_key, s.batch_id, s.sheet, s.line
                    from staging.{fact.Name} s join pending_batches p on p.batch_id = s.batch_id and p.state = 'loaded'
                    where s.batch_id in ({"{pending}"}) and not exists (select from {staged} t where t.batch_id = s.batch_id and t.ordinal = s.ordinal)
                    union all
                    select min(s.dataset_key), max(s.batch_id), max(s.sheet), max(s.line)
                    from {staged} s
                    where not exists ({Standing(fact, star)})
                    group by {string.Join(", ", NumberColumns(fact, star).Select(column => $"s.{column}"))}{(star.IsNumberedByCase ? "" : ", s.owner_code")}
                    having not bool_or(exists (select from audit.findings a where {SameRow(
                    "a"
                )} and a.kind in ('rejected', 'waiting') and a.published_to = {int.MaxValue}))
                ) l
                where not exists (select from audit.findings a where a.batch_id = l.batch_id and a.line = l.line and a.sheet is not distinct from l.sheet and a.kind in ('rejected', 'waiting') and a.published_to = {int.MaxValue})
                """;

    /// <summary>The open row of a staged row's number, found by its durable id.</summary>
    static string Standing(FactDeclaration fact, StarTable star) =>
        star.IsNumberedByCase
            ? $"select from mart.{star.Name} f where f.published_to = {int.MaxValue} and {SameNumber(fact, star, "f")}"
            : $"""
                select from mart.{star.KeyTable} k join mart.{star.Name} f on f.dataset_key = k.dataset_key and f.{star.Key[0]} = k.{star.Key[
                    0
                ]} and f.published_to = {int.MaxValue}
                where k.dataset_key = s.dataset_key and k.owner_code = s.owner_code and k.number = {string.Join(
                    " || '/' || ",
                    star.Number.Select(column => $"s.{column}")
                )}
                """;

    static string Rows(FactDeclaration fact)
    {
        // What the fact has no column for makes no other row of it.
        var place = $"array['source', 'batch_id', 'ordinal', 'sheet', 'line', 'case_number', 'extra'{(fact.Column("unknown") is null ? ", 'unknown'" : "")}]";
        var another =
            $"exists (select from staging.{fact.Name} o join audit.batches l on l.batch_id = o.batch_id and l.state = 'published' where o.dataset_key = s.dataset_key and {SameKey(fact)} and (o.batch_id, o.ordinal) <> (s.batch_id, s.ordinal))";
        var state =
            $"when b.state = 'held' then {PlaceOf("held")} when b.state = 'withdrawn' then {PlaceOf("withdrawn")} when b.state = 'loaded' then {PlaceOf("pending")}";
        if (fact.Star is not { } star)
            return $"""
                select s.batch_id, s.sheet, s.line, case {state} when {Later(fact)} then {PlaceOf("superseded")} else {PlaceOf("star")} end
                from staging.{fact.Name} s join audit.batches b using (batch_id)
                """;
        var waits =
            $"left join (select distinct batch_id, sheet, line, kind from audit.findings where published_to = {int.MaxValue} and published_from is not null and (kind = 'waiting' or rule like '%-total')) w on {SameRow("w")}";
        var stands = $"left join (select distinct batch_id, sheet, line from mart.{star.Name} where published_to = {int.MaxValue}) t on {SameRow("t")}";
        if (star.Number is [])
            return $"""
                select s.batch_id, s.sheet, s.line, case {state} when w.kind = 'waiting' then {PlaceOf("waiting")} when w.kind is not null then {PlaceOf(
                    "passed"
                )} when t.line is not null then {PlaceOf("star")} else {PlaceOf("superseded")} end
                from staging.{fact.Name} s join audit.batches b using (batch_id)
                {waits}
                {stands}
                """;
        return $"""
            select s.batch_id, s.sheet, s.line, case {state} when w.kind = 'waiting' then {PlaceOf("waiting")} when t.line is not null then {PlaceOf("star")}
                when o.line is not null and to_jsonb(o) - {place} = to_jsonb(s) - {place} then {PlaceOf("duplicate")}
                when k.line is not null or {another} then {PlaceOf("superseded")} else {PlaceOf("lost")} end
            from staging.{fact.Name} s join audit.batches b using (batch_id)
            {waits}
            {stands}
            left join mart.{star.Name} k on t.line is null and k.published_to = {int.MaxValue} and {SameNumber(fact, star, "k")}
            left join staging.{fact.Name} o on o.batch_id = k.batch_id and o.line = k.line and o.sheet is not distinct from k.sheet
            """;
    }

    /// <summary>A later row of the same key.</summary>
    static string Later(FactDeclaration fact) =>
        $"exists (select from staging.{fact.Name} o join audit.batches l on l.batch_id = o.batch_id and l.state = 'published' where o.dataset_key = s.dataset_key and {SameKey(fact)} "
        + $"and (coalesce(o.updated_on, '-infinity'), o.batch_id, o.ordinal) > (coalesce(s.updated_on, '-infinity'), s.batch_id, s.ordinal))";

    static string SameKey(FactDeclaration fact) =>
        string.Join(
            " and ",
            fact.Key.Select(column => fact.Column(column)!.IsRequired ? $"o.{column} = s.{column}" : $"o.{column} is not distinct from s.{column}")
                .Prepend("o.owner_code = s.owner_code")
        );

    static string SameNumber(FactDeclaration fact, StarTable star, string table) =>
        string.Join(" and ", NumberColumns(fact, star).Select(column => $"{table}.{column} = s.{column}").Prepend($"{table}.dataset_key = s.dataset_key"))
        + (star.IsNumberedByCase ? "" : $" and {table}.owner_code = s.owner_code");

    /// <summary>What of the star's number the rows of files say themselves.</summary>
    static IEnumerable<string> NumberColumns(FactDeclaration fact, StarTable star) => star.Number.Where(column => fact.Column(column) is not null);

    static string SameRow(string table) => $"{table}.batch_id = s.batch_id and {table}.line = s.line and {table}.sheet is not distinct from s.sheet";

    static int PlaceOf(string fate) => AuditLog.Fates.Index().First(known => known.Item == fate).Index + 1;
}
