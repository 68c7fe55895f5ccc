SELECT
  "n",
  CAST(SUM("margin") AS Nullable(Float64)) AS "margin"
FROM "customer_days"
WHERE
  "day" > CAST('2024-02-01' AS Date32)
GROUP BY
  "n"
ORDER BY
  "n"
