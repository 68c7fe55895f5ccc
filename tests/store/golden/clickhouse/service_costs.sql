WITH "events" AS (
  SELECT
    "customer_id",
    "day",
    'contact' AS "kind",
    "channel",
    "cost"
  FROM "interactions"
  WHERE
    NOT (
      "customer_id" IS NULL
    )
  UNION ALL
  SELECT
    "net_orders"."customer_id" AS "customer_id",
    "net_orders"."day" AS "day",
    'order' AS "kind",
    "customers"."channel" AS "channel",
    NULL AS "cost"
  FROM "net_orders"
  LEFT JOIN "customers"
    ON "customers"."customer_id" = "net_orders"."customer_id"
  WHERE
    "net_orders"."is_order"
    AND 'order' IN (
      SELECT
        "kind"
      FROM "contact_costs"
    )
  UNION ALL
  SELECT
    "net_orders"."customer_id" AS "customer_id",
    "net_orders"."day" AS "day",
    'return' AS "kind",
    "customers"."channel" AS "channel",
    NULL AS "cost"
  FROM "net_orders"
  LEFT JOIN "customers"
    ON "customers"."customer_id" = "net_orders"."customer_id"
  WHERE
    "net_orders"."revenue" < "net_orders"."gross_revenue"
    AND 'return' IN (
      SELECT
        "kind"
      FROM "contact_costs"
    )
)
SELECT
  "events"."customer_id" AS "customer_id",
  "events"."day" AS "day",
  "events"."kind" AS "kind",
  COUNT(*) AS "times",
  CAST(SUM(COALESCE("events"."cost", "of_channel"."cost", "of_all"."cost", 0)) AS Nullable(Decimal(18, 4))) AS "cost"
FROM "events"
LEFT JOIN "contact_costs" AS "of_channel"
  ON "of_channel"."kind" = "events"."kind"
  AND "of_channel"."channel" = "events"."channel"
LEFT JOIN "contact_costs" AS "of_all"
  ON "of_all"."kind" = "events"."kind" AND "of_all"."channel" = '*'
GROUP BY
  "events"."customer_id",
  "events"."day",
  "events"."kind"
