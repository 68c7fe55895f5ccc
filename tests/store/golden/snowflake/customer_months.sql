SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(DATE_PART(YEAR, "net_orders"."day") * 12 + DATE_PART(MONTH, "net_orders"."day") - 1 AS INT) AS "month",
  CAST(SUM(CASE WHEN "net_orders"."is_order" THEN 1 ELSE 0 END) AS BIGINT) AS "orders",
  MAX(
    CASE
      WHEN CAST(DATE_PART(YEAR, "histories"."first_order") * 12 + DATE_PART(MONTH, "histories"."first_order") - 1 AS INT) = CAST(DATE_PART(YEAR, "net_orders"."day") * 12 + DATE_PART(MONTH, "net_orders"."day") - 1 AS INT)
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
  ) AS BIGINT) AS "placed",
  CAST(SUM(
    CASE
      WHEN "net_orders"."revenue" < "net_orders"."gross_revenue"
      AND "net_orders"."gross_revenue" > 0
      THEN 1
      ELSE 0
    END
  ) AS BIGINT) AS "returned",
  CAST(SUM(CASE WHEN "net_orders"."is_order" THEN "net_orders"."revenue" ELSE 0 END) AS DECIMAL(18, 4)) AS "order_revenue",
  CAST(SUM("net_orders"."gross_revenue") AS DECIMAL(18, 4)) AS "gross_revenue",
  CAST(SUM("net_orders"."revenue") AS DECIMAL(18, 4)) AS "revenue",
  CAST(SUM("net_orders"."margin") AS DECIMAL(18, 4)) AS "margin"
FROM "net_orders"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "net_orders"."customer_id"
GROUP BY
  COALESCE("histories"."n", -1),
  CAST(DATE_PART(YEAR, "net_orders"."day") * 12 + DATE_PART(MONTH, "net_orders"."day") - 1 AS INT)
