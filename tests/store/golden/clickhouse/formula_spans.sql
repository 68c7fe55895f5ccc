WITH "spans" AS (
  SELECT
    "net_orders"."customer_id" AS "customer_id",
    MIN("histories"."first_order") AS "first_order",
    SUM(
      CASE
        WHEN "net_orders"."is_order" AND "net_orders"."day" > CAST('2023-12-31' AS Date32)
        THEN 1
        ELSE 0
      END
    ) AS "orders",
    SUM(
      CASE
        WHEN "net_orders"."is_order"
        AND "net_orders"."day" > CAST('2023-12-31' AS Date32)
        AND "net_orders"."day" > "histories"."first_order"
        THEN 1
        ELSE 0
      END
    ) AS "repeat_orders",
    SUM(
      CASE
        WHEN "net_orders"."is_order"
        AND "net_orders"."day" > CAST('2023-12-31' AS Date32)
        AND "net_orders"."day" <= CAST('2024-12-31' AS Date32)
        THEN 1
        ELSE 0
      END
    ) AS "sooner",
    SUM(
      CASE
        WHEN "net_orders"."is_order" AND "net_orders"."day" > CAST('2024-12-31' AS Date32)
        THEN 1
        ELSE 0
      END
    ) AS "later",
    SUM(
      CASE
        WHEN "net_orders"."day" > CAST('2023-12-31' AS Date32)
        THEN "net_orders"."gross_revenue"
        ELSE 0
      END
    ) AS "gross_revenue",
    SUM(
      CASE
        WHEN "net_orders"."day" > CAST('2023-12-31' AS Date32)
        THEN "net_orders"."revenue"
        ELSE 0
      END
    ) AS "revenue",
    SUM(
      CASE
        WHEN "net_orders"."day" > CAST('2023-12-31' AS Date32)
        THEN "net_orders"."margin"
        ELSE 0
      END
    ) AS "margin",
    SUM(
      CASE
        WHEN "net_orders"."day" > CAST('2024-12-31' AS Date32)
        THEN "net_orders"."margin"
        ELSE 0
      END
    ) AS "later_margin"
  FROM "net_orders"
  LEFT JOIN "histories"
    ON "histories"."customer_id" = "net_orders"."customer_id"
  WHERE
    "net_orders"."day" > CAST('2023-12-31' AS Date32)
    OR "net_orders"."day" > CAST('2023-12-31' AS Date32)
  GROUP BY
    "net_orders"."customer_id"
)
SELECT
  CAST(SUM(CASE WHEN "orders" > 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "customers",
  CAST(SUM(CASE WHEN "first_order" > CAST('2023-12-31' AS Date32) THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "new",
  CAST(SUM("orders") AS Nullable(Int64)) AS "orders",
  CAST(SUM("repeat_orders") AS Nullable(Int64)) AS "repeat_orders",
  CAST(SUM("gross_revenue") AS Nullable(Decimal(18, 4))) AS "gross_revenue",
  CAST(SUM("revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin",
  CAST(SUM(CASE WHEN "sooner" > 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "before",
  CAST(SUM(CASE WHEN "sooner" > 0 AND "later" > 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "kept",
  CAST(SUM(CASE WHEN "sooner" > 0 AND "later" > 0 THEN "later_margin" ELSE 0 END) AS Nullable(Decimal(18, 4))) AS "kept_margin",
  CAST(SUM(CASE WHEN "first_order" > CAST('2024-12-31' AS Date32) THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "won",
  CAST(SUM(
    CASE
      WHEN "first_order" > CAST('2024-12-31' AS Date32)
      THEN "later_margin"
      ELSE 0
    END
  ) AS Nullable(Decimal(18, 4))) AS "won_margin"
FROM "spans"
