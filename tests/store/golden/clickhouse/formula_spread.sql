SELECT
  CAST(SUM("revenue") AS Nullable(Float64)) AS "revenue",
  CAST(SUM("margin") AS Nullable(Float64)) AS "margin"
FROM "net_orders"
WHERE
  "day" > CAST('2023-12-31' AS Date32)
GROUP BY
  "customer_id"
