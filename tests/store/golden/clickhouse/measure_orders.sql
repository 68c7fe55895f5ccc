SELECT
  "found"."period" AS "period",
  SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS "customers",
  SUM("is_first") AS "new_customers",
  SUM(CASE WHEN "orders" > 0 AND "is_first" = 0 THEN 1 ELSE 0 END) AS "returning_customers",
  SUM("orders") AS "orders",
  SUM("orders" * "orders") AS "orders2",
  SUM("placed") AS "placed",
  SUM("placed" * "placed") AS "placed2",
  SUM(CASE WHEN "placed" > 0 THEN 1 ELSE 0 END) AS "payers",
  SUM("returned") AS "returned",
  SUM("gross_revenue") AS "gross_revenue",
  SUM(
    CASE
      WHEN "placed" > 0
      THEN CAST("gross_revenue" AS Nullable(Decimal(19, 4))) * "gross_revenue"
      ELSE 0
    END
  ) AS "gross2",
  SUM("gross_revenue" * "placed") AS "gross_placed",
  SUM("gross_revenue") - SUM("revenue") AS "refunds",
  SUM("revenue") AS "revenue",
  SUM(CAST("revenue" AS Nullable(Decimal(19, 4))) * "revenue") AS "revenue2",
  SUM("margin") AS "margin",
  SUM(CAST("margin" AS Nullable(Decimal(19, 4))) * "margin") AS "margin2",
  SUM(CAST("margin" AS Nullable(Decimal(19, 4))) * "revenue") AS "margin_revenue",
  SUM("order_revenue") AS "order_revenue",
  SUM(CAST("order_revenue" AS Nullable(Decimal(19, 4))) * "order_revenue") AS "order_revenue2",
  SUM("order_revenue" * "orders") AS "order_revenue_orders",
  COUNT(*) AS "rows"
FROM (
  SELECT
    "customer_months"."n" AS "n",
    "periods"."period" AS "period",
    MAX("customer_months"."is_first") AS "is_first",
    CAST(SUM("customer_months"."orders") AS Nullable(Int64)) AS "orders",
    CAST(SUM("customer_months"."placed") AS Nullable(Int64)) AS "placed",
    CAST(SUM("customer_months"."returned") AS Nullable(Int64)) AS "returned",
    CAST(SUM("customer_months"."order_revenue") AS Nullable(Decimal(18, 4))) AS "order_revenue",
    CAST(SUM("customer_months"."gross_revenue") AS Nullable(Decimal(18, 4))) AS "gross_revenue",
    CAST(SUM("customer_months"."revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
    CAST(SUM("customer_months"."margin") AS Nullable(Decimal(18, 4))) AS "margin"
  FROM "customer_months"
  JOIN "periods"
    ON "periods"."month" = "customer_months"."month"
  GROUP BY
    "customer_months"."n",
    "periods"."period"
) AS "found"
GROUP BY
  "found"."period"
