SELECT
  "kind",
  "channel",
  CAST("cost" AS Nullable(Decimal(18, 4))) AS "cost"
FROM (
  SELECT
    'contact' AS "kind",
    'it''s' AS "channel",
    '4.5' AS "cost"
  UNION ALL
  SELECT
    'contact',
    '*',
    '0.1'
) AS "given"
