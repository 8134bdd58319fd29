-- A fact whose own date lies outside the calendar would be in no year: it must have been rejected.
{each dated fact: select '{table}' as fact, dataset_key, {id} as id from {table} where published_to = 2147483647 and {date} < 0}
