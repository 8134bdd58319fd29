using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Publish;

/// <summary>Statements that carry <c>new_findings</c> into <c>audit.findings</c>, versioned like the facts.</summary>
static class PublicationFindings
{
    const string Alike =
        "n.batch_id = f.batch_id and n.line = f.line and n.sheet is not distinct from f.sheet and n.rule = f.rule and n.value is not distinct from f.value and n.case_id is not distinct from f.case_id";

    /// <summary>The planner must know how many findings the marts have made.</summary>
    public const string Count = "create index on new_findings (batch_id, line); analyze new_findings";

    /// <summary>
    /// A row that comes again with equal content changes nothing: its fact goes on naming the row that came first, and what was found of it stays
    /// there, too. Once for
    /// each fact, when the facts are merged.
    /// </summary>
    public static IEnumerable<string> Settle(IEnumerable<FactDeclaration> facts) =>
        facts
            .Where(fact => fact is { Case: { Number: not null, Staged: not null }, Star: not null })
            .Select(fact =>
                $"""
                    with told as materialized (
                        select distinct batch_id, sheet, line from new_findings
                    ), again as materialized (
                        select n.batch_id, n.sheet, n.line, f.batch_id as first_batch, f.sheet as first_sheet, f.line as first_line
                        from told t join new_{fact.Star!.Name} n on n.batch_id = t.batch_id and n.line = t.line and n.sheet is not distinct from t.sheet
                        join mart.{fact.Star.Name} f on f.published_to = {int.MaxValue} and f.dataset_key = n.dataset_key and f.{fact.Star.Key[
                        0
                    ]} = n.{fact.Star.Key[0]} and f.batch_id <> n.batch_id
                    ), alike as (
                        select g.* from again g
                        join {fact.Case!.Staged} a on a.batch_id = g.batch_id and a.line = g.line and a.sheet is not distinct from g.sheet
                        join {fact.Case.Staged} b on b.batch_id = g.first_batch and b.line = g.first_line and b.sheet is not distinct from g.first_sheet
                        where to_jsonb(a) - array['batch_id', 'ordinal', 'sheet', 'line'] = to_jsonb(b) - array['batch_id', 'ordinal', 'sheet', 'line']
                    )
                    update new_findings n set batch_id = a.first_batch, sheet = a.first_sheet, line = a.first_line
                    from alike a where n.batch_id = a.batch_id and n.line = a.line and n.sheet is not distinct from a.sheet
                    """
            );

    /// <summary>Findings of the touched cases (and of targets) that no longer hold.</summary>
    public static string Close(int publication) =>
        $"""
            update audit.findings f set published_to = {publication}
            from touched_datasets d
            where f.dataset_code = d.dataset_code and f.stage = 'publication' and f.published_to = {int.MaxValue} and f.case_id is null
              and not exists (select from new_findings n where {Alike});
            update audit.findings f set published_to = {publication}
            from touched_cases t
            where f.case_id = t.case_id and f.stage = 'publication' and f.published_to = {int.MaxValue}
              and not exists (select from new_findings n where {Alike})
            """;

    public static string Open(int publication) =>
        $"""
            insert into audit.findings (kind, stage, dataset_code, batch_id, sheet, line, column_name, value, rule, reason_ja, reason_en, mend_ja, mend_en, case_id, published_from)
            select r.kind, 'publication', d.dataset_code, n.batch_id, n.sheet, n.line, r.column_name, n.value, n.rule, r.reason_ja, r.reason_en, r.mend_ja, r.mend_en, n.case_id, {publication}
            from (select distinct * from new_findings) n join publication_rules r using (rule) join touched_datasets d using (dataset_key)
            where not exists (select from audit.findings f where f.stage = 'publication' and f.published_to = {int.MaxValue} and {Alike})
            order by n.batch_id, n.line, n.rule -- all are looked up before the first is written: a lookup would walk over what is written meanwhile
            """;

    /// <summary>
    /// What loading found in the pending batches begins to count with their publication, and ends with their withdrawal or where a later reading
    /// takes its place.
    /// </summary>
    /// <param name="publication">Its number.</param>
    /// <param name="pending">The batches as a list: named one by one, so that the planner knows how many findings they have.</param>
    public static string OfBatches(int publication, string pending) =>
        string.Join(
            ";\n",
            new[]
            {
                $"set published_to = {publication} {Found("f.stage = 'load' and f.is_replaced")}",
                $"set published_from = {publication} {Found("f.stage = 'load' and f.published_from is null and b.state = 'loaded'")}",
                $"set published_to = {publication} {Found("b.state = 'withdrawn'")}",
            }.Select(change => $"update audit.findings f {change} and f.published_to = {int.MaxValue} and f.batch_id in ({pending})")
        );

    static string Found(string condition) => $"from pending_batches b where f.batch_id = b.batch_id and {condition}";

    /// <summary>True where a dataset has rows for the first time, or a case that no publication knows.</summary>
    public const string HasNewDataset = """
        select exists (select from touched_datasets t where not exists (
            select from audit.publication_datasets p where p.dataset_code = t.dataset_code and p.row_counts <> '{}'))
        """;
}
