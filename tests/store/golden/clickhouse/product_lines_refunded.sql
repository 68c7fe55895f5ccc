WITH "moved" AS (
  SELECT
    "customer_id",
    COALESCE("product_id", '') AS "product_id",
    "day",
    "day" AS "sold_on",
    FALSE AS "is_refund",
    "revenue",
    "margin"
  FROM "priced_lines"
  WHERE
    NOT "is_refund"
  UNION ALL
  SELECT
    "refund_targets"."customer_id" AS "customer_id",
    COALESCE("priced_lines"."product_id", '') AS "product_id",
    "refund_targets"."day" AS "day",
    COALESCE("sales"."day", "refund_targets"."day") AS "sold_on",
    TRUE AS "is_refund",
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
  "customer_id",
  "product_id",
  "day",
  "sold_on",
  "is_refund",
  COUNT(*) AS "times",
  CAST(SUM("revenue") AS Nullable(Decimal(18, 4))) AS "revenue",
  CAST(SUM("margin") AS Nullable(Decimal(18, 4))) AS "margin"
FROM "moved"
GROUP BY
  "customer_id",
  "product_id",
  "day",
  "sold_on",
  "is_refund"
