SELECT
  "histories"."n" AS "n",
  "subscriptions"."plan" AS "plan",
  COUNT(*) AS "subscriptions",
  CAST(SUM("subscriptions"."amount") AS Nullable(Decimal(18, 4))) AS "amount",
  MIN("subscriptions"."started") AS "started"
FROM "subscriptions"
JOIN "histories"
  ON "histories"."customer_id" = "subscriptions"."customer_id"
WHERE
  "subscriptions"."ended" IS NULL
GROUP BY
  "histories"."n",
  "subscriptions"."plan"
