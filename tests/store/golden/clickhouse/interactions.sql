SELECT
  "interaction_id",
  "customer_id",
  "opened_at",
  "day",
  "channel",
  "campaign",
  "direction",
  "type",
  "reason",
  "area",
  "is_complaint",
  "response_minutes",
  CASE WHEN "resolved_day" <= CAST('2024-12-31' AS Date32) THEN "resolved_day" END AS "resolved_day",
  CASE
    WHEN "resolved_day" <= CAST('2024-12-31' AS Date32)
    THEN "resolution_minutes"
  END AS "resolution_minutes",
  CASE WHEN "resolved_day" <= CAST('2024-12-31' AS Date32) THEN "state" END AS "state",
  "agent",
  "owner",
  CASE
    WHEN "resolved_day" IS NULL OR "resolved_day" <= CAST('2024-12-31' AS Date32)
    THEN "outcome"
  END AS "outcome",
  "promise",
  "promise_due",
  "next_contact",
  "product_id",
  "cost"
FROM (
  SELECT
    *
  FROM "interactions_records"
) AS "records"
WHERE
  "day" <= CAST('2024-12-31' AS Date32)
