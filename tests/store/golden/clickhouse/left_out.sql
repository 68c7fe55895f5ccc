SELECT
  CAST(COALESCE(SUM("margin"), 0) AS Nullable(Float64))
FROM "net_orders"
WHERE
  NOT (
    "customer_id" IN (
      SELECT
        "customer_id"
      FROM "histories"
    )
  )
