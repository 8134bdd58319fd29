-- Readers may ask what became of the rows of a file: the view staging.row_fates, which the loader makes from the facts' declarations, tells batch, sheet, line and fate, and nothing that a row says.
grant usage on schema staging to analytics_reader;
