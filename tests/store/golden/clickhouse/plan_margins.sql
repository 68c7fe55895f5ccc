SELECT
  "n",
  CAST("margin" AS Nullable(Float64)) AS "margin"
FROM "customer_days"
WHERE
  "day" > CAST('2024-02-01' AS Date32)
