SELECT
  COUNT(*),
  COUNT("opened_at"),
  MAX("day")
FROM (
  SELECT
    CAST(NULL AS VARCHAR) AS "interaction_id",
    CAST(NULL AS VARCHAR) AS "customer_id",
    CAST(NULL AS TIMESTAMP) AS "opened_at",
    CAST(NULL AS DATE) AS "day",
    CAST(NULL AS VARCHAR) AS "channel",
    CAST(NULL AS VARCHAR) AS "campaign",
    CAST(NULL AS VARCHAR) AS "direction",
    CAST(NULL AS VARCHAR) AS "type",
    CAST(NULL AS VARCHAR) AS "reason",
    CAST(NULL AS VARCHAR) AS "area",
    CAST(NULL AS BOOLEAN) AS "is_complaint",
    CAST(NULL AS DOUBLE) AS "response_minutes",
    CAST(NULL AS DATE) AS "resolved_day",
    CAST(NULL AS DOUBLE) AS "resolution_minutes",
    CAST(NULL AS VARCHAR) AS "state",
    CAST(NULL AS VARCHAR) AS "agent",
    CAST(NULL AS VARCHAR) AS "owner",
    CAST(NULL AS VARCHAR) AS "outcome",
    CAST(NULL AS VARCHAR) AS "promise",
    CAST(NULL AS DATE) AS "promise_due",
    CAST(NULL AS DATE) AS "next_contact",
    CAST(NULL AS VARCHAR) AS "product_id",
    CAST(NULL AS DECIMAL(18, 4)) AS "cost"
  FROM (
    SELECT
      1 AS "one"
  ) AS "nothing"
  WHERE
    "one" = 0
) AS "nobody"
