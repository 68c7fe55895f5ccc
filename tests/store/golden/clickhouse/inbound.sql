WITH "others" AS (
  SELECT
    *
  FROM "interactions"
  WHERE
    "interaction_id" < 'volver-' OR "interaction_id" >= 'volver.'
), "ends" AS (
  SELECT
    MAX("resolved_day") AS "last_end"
  FROM "others"
)
SELECT
  "others"."interaction_id" AS "interaction_id",
  "others"."customer_id" AS "customer_id",
  "others"."opened_at" AS "opened_at",
  "others"."channel" AS "channel",
  "others"."reason" AS "reason",
  "others"."is_complaint" AS "is_complaint",
  "others"."response_minutes" AS "response_minutes",
  "others"."promise" AS "promise",
  "others"."promise_due" AS "promise_due"
FROM "others"
CROSS JOIN "ends"
WHERE
  "others"."resolved_day" IS NULL
  AND "others"."resolution_minutes" IS NULL
  AND "others"."outcome" IS NULL
  AND NOT lowerUTF8(TRIM(COALESCE("others"."direction", ''))) = 'out'
  AND (
    "others"."is_complaint"
    OR (
      NOT (
        "ends"."last_end" IS NULL
      )
      AND NOT (
        lowerUTF8(TRIM(COALESCE("others"."type", ''))) IN (
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
    )
  )
ORDER BY
  "others"."opened_at",
  "others"."interaction_id"
LIMIT 20
