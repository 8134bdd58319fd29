-- What a publication finds of no case (targets, agreements) is looked at by each; what it finds of cases, which may be of every row, only with them.
create index findings_of_no_case on audit.findings (dataset_code) where case_id is null and stage = 'publication' and published_to = 2147483647;
