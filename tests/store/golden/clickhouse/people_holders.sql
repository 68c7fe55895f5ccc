SELECT
  COALESCE(MIN("histories"."n"), -1) AS "n",
  "subscriptions"."customer_id" AS "customer_id",
  MIN("started") AS "day"
FROM "subscriptions"
LEFT JOIN "histories"
  ON "histories"."customer_id" = "subscriptions"."customer_id"
GROUP BY
  "subscriptions"."customer_id"
