WITH "reached" AS (
  SELECT
    "customer_id",
    MAX("day") AS "last_out"
  FROM "interactions"
  WHERE
    lowerUTF8(TRIM(COALESCE("direction", ''))) = 'out'
    AND NOT (
      "customer_id" IS NULL
    )
  GROUP BY
    "customer_id"
), "open" AS (
  SELECT
    "interactions"."interaction_id" AS "interaction_id",
    "interactions"."customer_id" AS "customer_id",
    "interactions"."day" AS "day",
    "interactions"."channel" AS "channel",
    "interactions"."owner" AS "owner",
    "interactions"."promise" AS "promise",
    CASE
      WHEN "interactions"."resolved_day" IS NULL
      AND "interactions"."promise_due" <= CAST('2024-12-31' AS Date32)
      THEN "interactions"."promise_due"
    END AS "promise_due",
    CASE
      WHEN COALESCE("reached"."last_out", "interactions"."day") <= "interactions"."day"
      AND "interactions"."next_contact" <= CAST('2024-12-31' AS Date32)
      THEN "interactions"."next_contact"
    END AS "next_contact"
  FROM "interactions"
  LEFT JOIN "reached"
    ON "reached"."customer_id" = "interactions"."customer_id"
)
SELECT
  "interaction_id",
  "customer_id",
  "day",
  "channel",
  "owner",
  "promise",
  "promise_due",
  "next_contact"
FROM "open"
WHERE
  NOT (
    "promise_due" IS NULL
  ) OR NOT (
    "next_contact" IS NULL
  )
ORDER BY
  "interaction_id"
