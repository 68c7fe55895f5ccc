WITH "attended" AS (
  SELECT
    "net_orders"."customer_id" AS "customer_id",
    "net_orders"."day" AS "day",
    "net_orders"."revenue" AS "revenue",
    "net_orders"."margin" AS "margin",
    "interactions"."channel" AS "channel",
    "interactions"."agent" AS "agent",
    ROW_NUMBER() OVER (
      PARTITION BY "net_orders"."customer_id", "net_orders"."order_key"
      ORDER BY "interactions"."opened_at" DESC, "interactions"."interaction_id"
    ) AS "place"
  FROM "net_orders"
  JOIN "interactions"
    ON "interactions"."customer_id" = "net_orders"."customer_id"
  WHERE
    "net_orders"."is_order"
    AND NOT (
      "interactions"."agent" IS NULL
    )
    AND "interactions"."day" <= "net_orders"."day"
    AND DATE_DIFF(DAY, "interactions"."day", "net_orders"."day") <= 7
)
SELECT
  COALESCE("histories"."n", -1) AS "n",
  CAST(toYear("attended"."day") * 12 + toMonth("attended"."day") - 1 AS Nullable(Int32)) AS "month",
  "attended"."channel" AS "contact_channel",
  "attended"."agent" AS "agent",
  "attended"."revenue" AS "revenue",
  "attended"."margin" AS "margin"
FROM "attended"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "attended"."customer_id"
WHERE
  "attended"."place" = 1
