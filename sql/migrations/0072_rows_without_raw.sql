-- The files of a source that is one fact, column for column, are copied straight into that fact's canonical rows. Its raw table is taken over and dropped by the loader, which knows the declarations.

comment on schema raw is 'Rows of files of which sql/staging makes one or several facts, typed once: one table per source';
comment on schema staging is 'The canonical rows of every fact as files told them: one table per fact. One view per fact of a source that has a raw table';
