-- By which rules a publication's facts were worked out: where the product's rules have changed since, the next publication works out every case anew.

alter table audit.publications add column rules text;
comment on column audit.publications.rules is 'Hash of the marts'' statements that the facts agree with; null: from before it was kept.';
