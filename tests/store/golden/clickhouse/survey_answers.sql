WITH "scored" AS (
  SELECT
    "answers"."answer_id" AS "answer_id",
    "answers"."customer_id" AS "customer_id",
    "answers"."day" AS "day",
    lowerUTF8(TRIM(COALESCE("answers"."kind", ''))) AS "kind",
    CAST("answers"."score" AS Nullable(Decimal(18, 4))) AS "score",
    "answers"."channel" AS "channel",
    "interactions"."agent" AS "agent",
    ROW_NUMBER() OVER (
      PARTITION BY "answers"."answer_id"
      ORDER BY "interactions"."opened_at" DESC, "interactions"."interaction_id"
    ) AS "place"
  FROM "answers"
  LEFT JOIN "interactions"
    ON "interactions"."customer_id" = "answers"."customer_id"
    AND NOT (
      "interactions"."agent" IS NULL
    )
    AND "interactions"."day" <= "answers"."day"
    AND DATE_DIFF(DAY, "interactions"."day", "answers"."day") <= 7
  WHERE
    NOT (
      "answers"."score" IS NULL
    )
)
SELECT
  "answer_id",
  "customer_id",
  CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) AS "month",
  "kind",
  "score",
  "channel" AS "contact_channel",
  "agent"
FROM "scored"
WHERE
  "place" = 1
