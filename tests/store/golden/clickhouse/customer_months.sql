SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(toYear("net_orders"."day") * 12 + toMonth("net_orders"."day") - 1 AS Nullable(Int32)) AS "month",
  CAST(SUM(CASE WHEN "net_orders"."is_order" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "orders",
  MAX(
    CASE
      WHEN CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) = CAST(toYear("net_orders"."day") * 12 + toMonth("net_orders"."day") - 1 AS Nullable(Int32))
      THEN 1
      ELSE 0
    END
  ) AS "is_first",
  CAST(SUM(
    CASE
      WHEN "net_orders"."is_order" OR "net_orders"."gross_revenue" > 0
      THEN 1
      ELSE 0
    END
  ) AS Nullable(Int64)) AS "placed",
  CAST(SUM(
    CASE
      WHEN "net_orders"."revenue" < "net_orders"."gross_revenue"
      AND "net_orders"."gross_revenue" > 0
      THEN 1
      ELSE 0
    END
  ) AS Nullable(Int64)) AS "returned",
  CAST(SUM(CASE WHEN "net_orders"."is_order" THEN "net_orders"."revenue" ELSE 0 END) AS Nullable(Decimal(18, 4))) AS "order_revenue",
  CAST(SUM("net_orders"."gross_revenue") AS Nullable(Decimal(18, 4))) AS "gross_revenue",
  CAST(SUM("net_orders"."revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("net_orders"."margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "net_orders"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
GROUP BY
  COALESCE("histories"."n", -1),
  CAST(toYear("net_orders"."day") * 12 + toMonth("net_orders"."day") - 1 AS Nullable(Int32))
