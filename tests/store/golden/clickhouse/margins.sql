SELECT
  CAST("margin_to_date" AS Nullable(Float64)) AS "money"
FROM "histories"
