using Analytics.Etl.Sources;
using Analytics.Sql.Model.Declarations;

namespace Analytics.Etl.Staging;

/// <summary>
/// How rows that an earlier release kept in <c>raw.&lt;source&gt;</c>, beside those of <c>staging</c>, become the only ones: taken over with what the
/// fact has no column for, counted, and the table dropped.
/// </summary>
static class FormerRows
{
    /// <summary>Statements that take the rows of <c>raw</c> over. They fail, and change nothing, where one would be lost.</summary>
    public static string TakeOver(Source source, FactDeclaration fact)
    {
        var raw = RawTables.Name(source);
        var columns = StagedRows.ByName(source, fact).Where(column => column.Name != "unknown").ToList();
        var known = string.Join(
            ", ",
            fact.Canonical.Select(column => column.Name).Concat(RawTables.Place).Append("unknown").Append("extra").Distinct().Select(name => $"'{name}'")
        );
        const string nothing = "'{}'";
        return $"""
            drop view if exists staging.live_{source.Name} cascade;
            {RawTables.Ddl(source)}
            delete from staging.{fact.Name} where source = '{source.Name}' and batch_id in (select batch_id from {raw});
            insert into staging.{fact.Name} (source, dataset_key, {string.Join(", ", columns.Select(column => column.Name))}, unknown, extra)
            select '{source.Name}', d.dataset_key, {string.Join(", ", columns.Select(column => column.Text))}, r.unknown,
                   nullif(jsonb_strip_nulls(to_jsonb(r) - array[{known}]) || coalesce(r.extra, {nothing}), {nothing})
            from (select b.dataset_code, r.* from {raw} r join audit.batches b using (batch_id)) r join mart.dim_dataset d using (dataset_code);
            do $$ begin
                if exists (select from {raw} r where not exists (select from staging.{fact.Name} s where s.batch_id = r.batch_id and s.ordinal = r.ordinal and s.source = '{source.Name}')) then
                    raise exception 'staging.{fact.Name} has not all rows of {raw}';
                end if;
            end $$;
            drop table {raw};

            """;
    }
}
