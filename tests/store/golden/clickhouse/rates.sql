SELECT
  "category",
  CAST("rate" AS Nullable(Float64)) AS "rate"
FROM (
  SELECT
    'it''s' AS "category",
    '0.345' AS "rate"
  UNION ALL
  SELECT
    'b',
    '1e-07'
) AS "given"
