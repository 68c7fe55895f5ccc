SELECT
  "subscription_id",
  "customer_id",
  "started",
  "ended",
  "amount",
  "involuntary"
FROM "subscriptions"
WHERE
  "ended" IS NULL OR "ended" > "started"
