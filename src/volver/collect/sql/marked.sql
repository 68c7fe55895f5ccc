-- The records that were set aside for what other records say.
WITH apart AS (
  SELECT line, split_part(rule, ':', 1) AS rule, split_part(rule, ':', 2) AS field, value, raw
  FROM marked_records
)
SELECT /* load_id */, line, /* names */, value, rule, raw
FROM apart
