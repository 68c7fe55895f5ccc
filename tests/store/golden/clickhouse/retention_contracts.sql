SELECT
  "customer_id",
  "started",
  COALESCE("ended", CAST('9999-12-31' AS Date32)) AS "ended",
  "reason"
FROM "subscriptions"
ORDER BY
  "customer_id",
  "started",
  "ended"
