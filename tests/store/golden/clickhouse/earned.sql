SELECT
  "n",
  CAST(SUM("margin") AS Nullable(Float64)) AS "margin"
FROM "customer_days"
WHERE
  "day" > CAST('2023-12-31' AS Date32)
GROUP BY
  "n"
