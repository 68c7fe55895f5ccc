SELECT
  COUNT(*),
  COUNT("opened_at"),
  MAX("day")
FROM (
  SELECT
    CAST(NULL AS Nullable(String)) AS "interaction_id",
    CAST(NULL AS Nullable(String)) AS "customer_id",
    CAST(NULL AS Nullable(DateTime)) AS "opened_at",
    CAST(NULL AS Date32) AS "day",
    CAST(NULL AS Nullable(String)) AS "channel",
    CAST(NULL AS Nullable(String)) AS "campaign",
    CAST(NULL AS Nullable(String)) AS "direction",
    CAST(NULL AS Nullable(String)) AS "type",
    CAST(NULL AS Nullable(String)) AS "reason",
    CAST(NULL AS Nullable(String)) AS "area",
    CAST(NULL AS Nullable(Bool)) AS "is_complaint",
    CAST(NULL AS Nullable(Float64)) AS "response_minutes",
    CAST(NULL AS Date32) AS "resolved_day",
    CAST(NULL AS Nullable(Float64)) AS "resolution_minutes",
    CAST(NULL AS Nullable(String)) AS "state",
    CAST(NULL AS Nullable(String)) AS "agent",
    CAST(NULL AS Nullable(String)) AS "owner",
    CAST(NULL AS Nullable(String)) AS "outcome",
    CAST(NULL AS Nullable(String)) AS "promise",
    CAST(NULL AS Date32) AS "promise_due",
    CAST(NULL AS Date32) AS "next_contact",
    CAST(NULL AS Nullable(String)) AS "product_id",
    CAST(NULL AS Nullable(Decimal(18, 4))) AS "cost"
  FROM (
    SELECT
      1 AS "one"
  ) AS "nothing"
  WHERE
    "one" = 0
) AS "nobody"
