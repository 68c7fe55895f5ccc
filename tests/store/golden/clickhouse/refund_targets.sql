WITH "refunds" AS (
  SELECT
    "customer_id",
    "load_id",
    "line",
    "ordered_at",
    "day",
    "product_id",
    "revenue",
    "margin",
    COALESCE("refund_of", "order_id") AS "names_order"
  FROM "priced_lines"
  WHERE
    "is_refund"
), "linked" AS (
  SELECT
    "refunds".*,
    "sales"."order_key" AS "linked_key"
  FROM "refunds"
  LEFT JOIN "sales"
    ON "sales"."customer_id" = "refunds"."customer_id"
    AND "sales"."order_key" = "refunds"."names_order"
), "purchased" AS (
  SELECT
    "customer_id",
    COALESCE("product_id", '') AS "product",
    COALESCE("order_id", CONCAT('line ', "load_id", '/', "line")) AS "order_key",
    MIN("ordered_at") AS "ordered_at",
    SUM("revenue") AS "revenue"
  FROM "priced_lines"
  WHERE
    NOT "is_refund"
    AND "customer_id" IN (
      SELECT
        "customer_id"
      FROM "linked"
      WHERE
        "linked_key" IS NULL
    )
  GROUP BY
    "customer_id",
    COALESCE("product_id", ''),
    COALESCE("order_id", CONCAT('line ', "load_id", '/', "line"))
), "candidates" AS (
  SELECT
    "linked"."customer_id" AS "customer_id",
    "linked"."load_id" AS "load_id",
    "linked"."line" AS "line",
    "purchased"."order_key" AS "order_key",
    ROW_NUMBER() OVER (
      PARTITION BY "linked"."customer_id", "linked"."load_id", "linked"."line"
      ORDER BY CASE WHEN "purchased"."revenue" >= -"linked"."revenue" THEN 0 ELSE 1 END, "purchased"."ordered_at" DESC, "purchased"."order_key"
    ) AS "place"
  FROM "linked"
  JOIN "purchased"
    ON "purchased"."customer_id" = "linked"."customer_id"
    AND "purchased"."product" = COALESCE("linked"."product_id", '')
    AND "purchased"."ordered_at" <= "linked"."ordered_at"
  WHERE
    "linked"."linked_key" IS NULL
)
SELECT
  "linked"."customer_id" AS "customer_id",
  "linked"."load_id" AS "load_id",
  "linked"."line" AS "line",
  "linked"."day" AS "day",
  "linked"."revenue" AS "revenue",
  "linked"."margin" AS "margin",
  COALESCE("linked"."linked_key", "candidates"."order_key") AS "order_key"
FROM "linked"
LEFT JOIN "candidates"
  ON "candidates"."customer_id" = "linked"."customer_id"
  AND "candidates"."load_id" = "linked"."load_id"
  AND "candidates"."line" = "linked"."line"
  AND "candidates"."place" = 1
