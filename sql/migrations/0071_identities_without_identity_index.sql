-- No publication looks cases up by their identity any more.
drop index staging.case_identities_dataset_key_identity_idx;
