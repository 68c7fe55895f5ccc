WITH "moved" AS (
  SELECT
    "sales"."day",
    "priced_lines"."product_id",
    "priced_lines"."category",
    1 AS "lines",
    "priced_lines"."revenue" AS "gross_revenue",
    "priced_lines"."revenue",
    "priced_lines"."margin"
  FROM "priced_lines"
  JOIN "sales"
    ON "sales"."customer_id" = "priced_lines"."customer_id"
    AND "sales"."order_key" = COALESCE(
      "priced_lines"."order_id",
      CONCAT(
        'line ',
        CAST("priced_lines"."load_id" AS VARCHAR),
        '/',
        CAST("priced_lines"."line" AS VARCHAR)
      )
    )
  WHERE
    NOT "priced_lines"."is_refund"
  UNION ALL
  SELECT
    COALESCE("sales"."day", "refund_targets"."day") AS "day",
    "priced_lines"."product_id",
    "priced_lines"."category",
    0 AS "lines",
    0 AS "gross_revenue",
    "refund_targets"."revenue",
    "refund_targets"."margin"
  FROM "refund_targets"
  JOIN "priced_lines"
    ON "priced_lines"."load_id" = "refund_targets"."load_id"
    AND "priced_lines"."line" = "refund_targets"."line"
  LEFT JOIN "sales"
    ON "sales"."customer_id" = "refund_targets"."customer_id"
    AND "sales"."order_key" = "refund_targets"."order_key"
)
SELECT
  CAST(EXTRACT(YEAR FROM "moved"."day") * 12 + EXTRACT(MONTH FROM "moved"."day") - 1 AS INTEGER) AS "month",
  "moved"."product_id",
  COALESCE("moved"."category", "products"."category") AS "category",
  CAST(SUM("moved"."lines") AS BIGINT) AS "lines",
  CAST(SUM("moved"."gross_revenue") AS DECIMAL(18, 4)) AS "gross_revenue",
  CAST(SUM("moved"."revenue") AS DECIMAL(18, 4)) AS "revenue",
  CAST(SUM("moved"."margin") AS DECIMAL(18, 4)) AS "margin"
FROM "moved"
LEFT JOIN "products"
  ON "products"."product_id" = "moved"."product_id"
GROUP BY
  CAST(EXTRACT(YEAR FROM "moved"."day") * 12 + EXTRACT(MONTH FROM "moved"."day") - 1 AS INTEGER),
  "moved"."product_id",
  COALESCE("moved"."category", "products"."category")
