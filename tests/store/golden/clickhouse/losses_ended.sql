WITH "lost" AS (
  SELECT
    "subscriptions"."subscription_id" AS "subscription_id",
    "subscriptions"."customer_id" AS "customer_id",
    "subscriptions"."ended" AS "ended",
    "subscriptions"."amount" AS "amount",
    "subscriptions"."reason" AS "reason"
  FROM "subscriptions"
  LEFT JOIN "subscriptions" AS "later"
    ON "later"."subscription_id" = "subscriptions"."subscription_id"
    AND "later"."started" >= "subscriptions"."ended"
  WHERE
    "subscriptions"."ended" > CAST('2023-12-31' AS Date32)
    AND "later"."subscription_id" IS NULL
), "told" AS (
  SELECT
    "lost"."subscription_id" AS "subscription_id",
    "interactions"."area" AS "area",
    ROW_NUMBER() OVER (
      PARTITION BY "lost"."subscription_id"
      ORDER BY "interactions"."opened_at" DESC, "interactions"."interaction_id"
    ) AS "place"
  FROM "lost"
  JOIN "interactions"
    ON "interactions"."customer_id" = "lost"."customer_id"
    AND "interactions"."day" <= "lost"."ended"
    AND DATE_DIFF(DAY, "interactions"."day", "lost"."ended") <= 90
  WHERE
    NOT (
      "interactions"."area" IS NULL
    )
)
SELECT
  "lost"."reason" AS "reason",
  "told"."area" AS "area",
  CAST("lost"."amount" AS Nullable(Float64)) AS "money"
FROM "lost"
LEFT JOIN "told"
  ON "told"."subscription_id" = "lost"."subscription_id" AND "told"."place" = 1
ORDER BY
  "lost"."subscription_id"
