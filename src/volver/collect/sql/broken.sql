-- The records that broke a rule by themselves.
WITH apart AS (
  SELECT
    line,
    split_part(split_part(broken, chr(31), 1), ':', 1) AS rule,
    split_part(split_part(broken, chr(31), 1), ':', 2) AS field,
    split_part(broken, chr(31), 2) AS value,
    split_part(broken, chr(31), 3) AS raw
  FROM typed_rows
  WHERE broken IS NOT NULL
)
SELECT /* load_id */, line, /* names */, value, rule, raw
FROM apart
