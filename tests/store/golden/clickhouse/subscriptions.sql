SELECT
  "subscription_id",
  "customer_id",
  "started",
  CASE WHEN "ended" <= CAST('2024-12-31' AS Date32) THEN "ended" END AS "ended",
  "amount",
  "plan",
  CASE WHEN "ended" <= CAST('2024-12-31' AS Date32) THEN "reason" END AS "reason",
  CASE WHEN "ended" <= CAST('2024-12-31' AS Date32) THEN "involuntary" END AS "involuntary"
FROM (
  SELECT
    *
  FROM "subscriptions_records"
) AS "records"
WHERE
  "started" <= CAST('2024-12-31' AS Date32)
