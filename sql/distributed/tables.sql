-- Spreads a migrated warehouse over the workers of a Citus cluster. Run it once, as the owner, on the coordinator, with the extension made and the workers
-- added, and while no worker of the product runs. What has cases is spread by case_id, so that what belongs together lies on one machine. Statistics, targets
-- and establishments are no cases: they are spread by columns of their own keys, and never joined with the others. What is small and joined to everything is
-- copied.
do $$
declare
    spread record;
    found record;
    relation text;
begin
    -- First: the facts refer to them.
    for relation in
        select format('%I.%I', schemaname, tablename) from pg_tables
        where (schemaname = 'mart' and tablename ~ '^dim_') or (schemaname = 'audit' and tablename = 'batches')
        order by tablename
    loop
        perform create_reference_table(relation::regclass);
    end loop;
    for spread in
        select * from (values
            ('mart.fct_referrals', 'case_id', 'none'),
            ('mart.fct_engagements', 'case_id', 'mart.fct_referrals'),
            ('mart.fct_outcomes', 'case_id', 'mart.fct_referrals'),
            ('mart.fct_meeting_attendance', 'case_id', 'mart.fct_referrals'),
            ('mart.fct_survey_responses', 'case_id', 'mart.fct_referrals'),
            ('mart.brg_referral_cluster', 'case_id', 'mart.fct_referrals'),
            ('mart.fct_statistics', 'statistic_id', 'none'),
            ('mart.fct_targets', 'target_id', 'none'),
            ('mart.fct_establishments', 'region_key', 'none')) s (name, by_column, colocated)
    loop
        -- A unique index must hold the column by which its table is spread: a machine sees no other's rows.
        for found in
            select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
            from pg_index i
            where i.indrelid = spread.name::regclass and i.indisunique
              and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = spread.by_column and a.attnum = any (i.indkey))
        loop
            execute 'drop index ' || found.name;
            execute regexp_replace(replace(found.definition, ' ON ONLY ', ' ON '), 'USING btree \(([^)]*)\)', format('USING btree (\1, %I)', spread.by_column));
        end loop;
        perform create_distributed_table(spread.name::regclass, spread.by_column, colocate_with => spread.colocated);
    end loop;
end $$;
