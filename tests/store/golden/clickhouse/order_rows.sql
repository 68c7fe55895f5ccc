SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(toYear("net_orders"."day") * 12 + toMonth("net_orders"."day") - 1 AS Nullable(Int32)) AS "month",
  "net_orders"."gross_revenue" AS "gross_revenue",
  "net_orders"."revenue" AS "revenue"
FROM "net_orders"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
WHERE
  "net_orders"."is_order"
