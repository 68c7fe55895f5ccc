WITH "orders" AS (
  SELECT
    "net_orders"."customer_id" AS "customer_id",
    "net_orders"."gross_revenue" AS "gross_revenue",
    "net_orders"."margin" AS "margin",
    "customers"."customer_id" AS "known"
  FROM "net_orders"
  LEFT JOIN "customers"
    ON "customers"."customer_id" = "net_orders"."customer_id"
  WHERE
    "net_orders"."is_order"
), "running" AS (
  SELECT
    "customer_id",
    SUM(CASE WHEN "ended" IS NULL THEN 1 ELSE 0 END) AS "runs"
  FROM "subscriptions"
  GROUP BY
    "customer_id"
), "told" AS (
  SELECT
    "attributes"."customer_id" AS "customer_id",
    lowerUTF8(TRIM(COALESCE("attributes"."label", ''))) AS "word",
    "running"."runs" AS "runs"
  FROM "attributes"
  JOIN "running"
    ON "running"."customer_id" = "attributes"."customer_id"
  WHERE
    lowerUTF8(TRIM(COALESCE("attributes"."name", ''))) IN ('churn', 'churned', 'churn flag', 'churn_flag', 'left', 'baja', 'abandono')
), "gone" AS (
  SELECT
    "customer_id"
  FROM "interactions"
  WHERE
    lowerUTF8(TRIM(COALESCE("type", ''))) IN (
      'churn',
      'churned',
      'cancel',
      'cancelled',
      'canceled',
      'cancellation',
      'baja',
      'abandono'
    )
  GROUP BY
    "customer_id"
), "announced" AS (
  SELECT
    "told_customers"."word" AS "word",
    "gone"."customer_id" AS "event"
  FROM (
    SELECT
      "customer_id",
      lowerUTF8(TRIM(COALESCE("label", ''))) AS "word"
    FROM "attributes"
    WHERE
      lowerUTF8(TRIM(COALESCE("name", ''))) IN ('churn', 'churned', 'churn flag', 'churn_flag', 'left', 'baja', 'abandono')
  ) AS "told_customers"
  LEFT JOIN "gone"
    ON "gone"."customer_id" = "told_customers"."customer_id"
), "bought" AS (
  SELECT
    "customer_id",
    MIN("day") AS "day"
  FROM "net_orders"
  WHERE
    "is_order" OR "gross_revenue" > 0
  GROUP BY
    "customer_id"
), "first_day" AS (
  SELECT
    MIN("day") AS "day"
  FROM "bought"
), "sold" AS (
  SELECT
    "product_lines"."product_id" AS "product_id",
    "product_lines"."is_refund" AS "is_refund",
    "product_lines"."times" AS "times",
    "products"."product_id" AS "known"
  FROM "product_lines"
  LEFT JOIN "products"
    ON "products"."product_id" = "product_lines"."product_id"
), "spent" AS (
  SELECT
    "channel"
  FROM "spend"
  WHERE
    NOT (
      "channel" IS NULL
    )
  GROUP BY
    "channel"
), "came" AS (
  SELECT
    "channel"
  FROM "customers"
  WHERE
    NOT (
      "channel" IS NULL
    )
  GROUP BY
    "channel"
)
SELECT
  "slug",
  "found",
  "among",
  "told"
FROM (
  SELECT
    'unknown_customer' AS "slug",
    CAST(SUM(CASE WHEN "known" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    COUNT("known") AS "told"
  FROM "orders"
  UNION ALL
  SELECT
    'margin_below_zero' AS "slug",
    CAST(SUM(CASE WHEN "margin" < 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "orders"
  UNION ALL
  SELECT
    'order_of_nothing' AS "slug",
    CAST(SUM(CASE WHEN "gross_revenue" = 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "orders"
  UNION ALL
  SELECT
    'came_back_whole' AS "slug",
    CAST(SUM(CASE WHEN "revenue" <= 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    CAST(SUM(CASE WHEN "revenue" < "gross_revenue" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "told"
  FROM "net_orders"
  WHERE
    "gross_revenue" > 0
  UNION ALL
  SELECT
    'refunded_too_much' AS "slug",
    CAST(SUM(CASE WHEN "revenue" < 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    CAST(SUM(CASE WHEN "revenue" < "gross_revenue" THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "told"
  FROM "net_orders"
  WHERE
    "gross_revenue" > 0
  UNION ALL
  SELECT
    'refund_without_order' AS "slug",
    "fits"."found" AS "found",
    "refunds"."among" AS "among",
    1 AS "told"
  FROM (
    SELECT
      COUNT(*) AS "found"
    FROM "net_orders"
    WHERE
      NOT "is_order" AND "gross_revenue" = 0
  ) AS "fits"
  CROSS JOIN (
    SELECT
      CAST(COALESCE(SUM("times"), 0) AS Nullable(Int64)) AS "among"
    FROM "product_lines"
    WHERE
      "is_refund"
  ) AS "refunds"
  UNION ALL
  SELECT
    'line_without_product' AS "slug",
    CAST(SUM(CASE WHEN "product_id" = '' THEN "times" ELSE 0 END) AS Nullable(Int64)) AS "found",
    CAST(COALESCE(SUM("times"), 0) AS Nullable(Int64)) AS "among",
    CAST(SUM(CASE WHEN "product_id" = '' THEN 0 ELSE 1 END) AS Nullable(Int64)) AS "told"
  FROM "sold"
  UNION ALL
  SELECT
    'unknown_product' AS "slug",
    CAST(SUM(CASE WHEN "known" IS NULL THEN "times" ELSE 0 END) AS Nullable(Int64)) AS "found",
    CAST(COALESCE(SUM("times"), 0) AS Nullable(Int64)) AS "among",
    COUNT("known") AS "told"
  FROM "sold"
  WHERE
    NOT "product_id" = ''
  UNION ALL
  SELECT
    'never_ordered' AS "slug",
    CAST(SUM(CASE WHEN "bought"."customer_id" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    COUNT("bought"."customer_id") AS "told"
  FROM "customers"
  LEFT JOIN "bought"
    ON "bought"."customer_id" = "customers"."customer_id"
  UNION ALL
  SELECT
    'contact_long_before' AS "slug",
    CAST(SUM(
      CASE
        WHEN DATE_DIFF(DAY, "interactions"."day", "first_day"."day") > 365
        THEN 1
        ELSE 0
      END
    ) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "interactions"
  CROSS JOIN "first_day"
  UNION ALL
  SELECT
    'answer_long_before' AS "slug",
    CAST(SUM(
      CASE WHEN DATE_DIFF(DAY, "answers"."day", "first_day"."day") > 365 THEN 1 ELSE 0 END
    ) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "answers"
  CROSS JOIN "first_day"
  UNION ALL
  SELECT
    'left_without_event' AS "slug",
    CAST(SUM(CASE WHEN "event" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    (
      SELECT
        COUNT(*)
      FROM "gone"
    ) AS "told"
  FROM "announced"
  WHERE
    "word" IN ('yes', 'true', '1', 'y', 'sí', 'si')
  UNION ALL
  SELECT
    'stays_with_event' AS "slug",
    COUNT("event") AS "found",
    COUNT(*) AS "among",
    (
      SELECT
        COUNT(*)
      FROM "gone"
    ) AS "told"
  FROM "announced"
  WHERE
    "word" IN ('no', 'false', '0', 'n')
  UNION ALL
  SELECT
    'began_on_last_day' AS "slug",
    CAST(SUM(CASE WHEN "started" = CAST('2024-12-31' AS Date32) THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "subscriptions"
  UNION ALL
  SELECT
    'free_subscription' AS "slug",
    CAST(SUM(CASE WHEN "amount" = 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "subscriptions"
  UNION ALL
  SELECT
    'several_running' AS "slug",
    CAST(SUM(CASE WHEN "runs" > 1 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "running"
  UNION ALL
  SELECT
    'left_and_runs' AS "slug",
    CAST(SUM(CASE WHEN "runs" > 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "told"
  WHERE
    "word" IN ('yes', 'true', '1', 'y', 'sí', 'si')
  UNION ALL
  SELECT
    'stays_and_ended' AS "slug",
    CAST(SUM(CASE WHEN "runs" = 0 THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "told"
  WHERE
    "word" IN ('no', 'false', '0', 'n')
  UNION ALL
  SELECT
    'product_without_cost' AS "slug",
    CAST(SUM(CASE WHEN "cost" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "products"
  UNION ALL
  SELECT
    'contact_without_customer' AS "slug",
    CAST(SUM(CASE WHEN "customer_id" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    1 AS "told"
  FROM "interactions"
  UNION ALL
  SELECT
    'spend_without_customer' AS "slug",
    CAST(SUM(CASE WHEN "came"."channel" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    COUNT("came"."channel") AS "told"
  FROM "spent"
  LEFT JOIN "came"
    ON "came"."channel" = "spent"."channel"
  UNION ALL
  SELECT
    'customer_without_spend' AS "slug",
    CAST(SUM(CASE WHEN "spent"."channel" IS NULL THEN 1 ELSE 0 END) AS Nullable(Int64)) AS "found",
    COUNT(*) AS "among",
    COUNT("spent"."channel") AS "told"
  FROM "came"
  LEFT JOIN "spent"
    ON "spent"."channel" = "came"."channel"
) AS "counted"
ORDER BY
  "slug"
