WITH "moved" AS (
  SELECT
    "sales"."day" AS "day",
    "priced_lines"."product_id" AS "product_id",
    "priced_lines"."category" AS "category",
    1 AS "lines",
    "priced_lines"."revenue" AS "gross_revenue",
    "priced_lines"."revenue" AS "revenue",
    "priced_lines"."margin" AS "margin"
  FROM "priced_lines"
  JOIN "sales"
    ON "sales"."customer_id" = "priced_lines"."customer_id"
    AND "sales"."order_key" = COALESCE(
      "priced_lines"."order_id",
      CONCAT('line ', "priced_lines"."load_id", '/', "priced_lines"."line")
    )
  WHERE
    NOT "priced_lines"."is_refund"
  UNION ALL
  SELECT
    COALESCE("sales"."day", "refund_targets"."day") AS "day",
    "priced_lines"."product_id" AS "product_id",
    "priced_lines"."category" AS "category",
    0 AS "lines",
    0 AS "gross_revenue",
    "refund_targets"."revenue" AS "revenue",
    "refund_targets"."margin" AS "margin"
  FROM "refund_targets"
  JOIN "priced_lines"
    ON "priced_lines"."load_id" = "refund_targets"."load_id"
    AND "priced_lines"."line" = "refund_targets"."line"
  LEFT JOIN "sales"
    ON "sales"."customer_id" = "refund_targets"."customer_id"
    AND "sales"."order_key" = "refund_targets"."order_key"
)
SELECT
  CAST(toYear("moved"."day") * 12 + toMonth("moved"."day") - 1 AS Nullable(Int32)) AS "month",
  "moved"."product_id" AS "product_id",
  COALESCE("moved"."category", "products"."category") AS "category",
  CAST(SUM("moved"."lines") AS Nullable(Int64)) AS "lines",
  CAST(SUM("moved"."gross_revenue") AS Nullable(Decimal(18, 4))) AS "gross_revenue",
  CAST(SUM("moved"."revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("moved"."margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "moved"
LEFT JOIN "products"
  ON "products"."product_id" = "moved"."product_id"
GROUP BY
  CAST(toYear("moved"."day") * 12 + toMonth("moved"."day") - 1 AS Nullable(Int32)),
  "moved"."product_id",
  COALESCE("moved"."category", "products"."category")
