WITH "asking" AS (
  SELECT
    *
  FROM "interactions"
  WHERE
    NOT (
      lowerUTF8(TRIM(COALESCE("type", ''))) IN (
        'visit',
        'open',
        'click',
        'view',
        'impression',
        'search',
        'download',
        'engage',
        'basket',
        'cart',
        'checkout',
        'signup',
        'subscribe',
        'trial',
        'demo',
        'quote'
      )
    )
), "held" AS (
  SELECT
    "interaction_id",
    "customer_id",
    "day",
    "channel",
    "agent",
    "reason",
    "area",
    "type",
    "direction",
    "is_complaint",
    "response_minutes",
    "resolution_minutes",
    ROW_NUMBER() OVER (PARTITION BY "customer_id" ORDER BY "opened_at", "interaction_id") AS "place"
  FROM "asking"
  WHERE
    NOT lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out'
), "outgoing" AS (
  SELECT
    *
  FROM "asking"
  WHERE
    lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out'
)
SELECT
  "held"."interaction_id" AS "interaction_id",
  "held"."customer_id" AS "customer_id",
  "held"."day" AS "day",
  CAST(toYear("held"."day") * 12 + toMonth("held"."day") - 1 AS Nullable(Int32)) AS "month",
  "held"."channel" AS "contact_channel",
  "held"."agent" AS "agent",
  "held"."reason" AS "reason",
  "held"."area" AS "area",
  "held"."type" AS "type",
  FALSE AS "is_out",
  "held"."is_complaint" AS "is_complaint",
  "held"."response_minutes" AS "response_minutes",
  "held"."resolution_minutes" AS "resolution_minutes",
  CAST(DATE_DIFF(DAY, "held"."day", CAST('2024-12-31' AS Date32)) AS Nullable(Float64)) * 1440 AS "waited",
  CASE
    WHEN DATE_DIFF(DAY, "earlier"."day", "held"."day") <= 7
    THEN TRUE
    ELSE FALSE
  END AS "is_repeat"
FROM "held"
LEFT JOIN "held" AS "earlier"
  ON "earlier"."customer_id" = "held"."customer_id"
  AND "earlier"."place" = "held"."place" - 1
UNION ALL
SELECT
  "interaction_id",
  "customer_id",
  "day",
  CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) AS "month",
  "channel" AS "contact_channel",
  "agent",
  "reason",
  "area",
  "type",
  TRUE AS "is_out",
  "is_complaint",
  "response_minutes",
  "resolution_minutes",
  CAST(DATE_DIFF(DAY, "day", CAST('2024-12-31' AS Date32)) AS Nullable(Float64)) * 1440 AS "waited",
  FALSE AS "is_repeat"
FROM "outgoing"
