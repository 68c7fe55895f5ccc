WITH "given_back" AS (
  SELECT
    "customer_id",
    "order_key",
    SUM("revenue") AS "revenue",
    SUM("margin") AS "margin"
  FROM "refund_targets"
  WHERE
    NOT (
      "order_key" IS NULL
    )
  GROUP BY
    "customer_id",
    "order_key"
)
SELECT
  "sales"."customer_id" AS "customer_id",
  "sales"."order_key" AS "order_key",
  "sales"."day" AS "day",
  "sales"."gross_revenue" AS "gross_revenue",
  "sales"."gross_revenue" + COALESCE("given_back"."revenue", 0) AS "revenue",
  "sales"."gross_margin" + COALESCE("given_back"."margin", 0) AS "margin",
  "given_back"."revenue" IS NULL
  OR "sales"."gross_revenue" + "given_back"."revenue" > 0 AS "is_order"
FROM "sales"
LEFT JOIN "given_back"
  ON "given_back"."customer_id" = "sales"."customer_id"
  AND "given_back"."order_key" = "sales"."order_key"
UNION ALL
SELECT
  "customer_id",
  CONCAT('line ', "load_id", '/', "line") AS "order_key",
  "day",
  0 AS "gross_revenue",
  "revenue",
  "margin",
  FALSE AS "is_order"
FROM "refund_targets"
WHERE
  "order_key" IS NULL
