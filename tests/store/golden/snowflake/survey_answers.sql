WITH "scored" AS (
  SELECT
    "answers"."answer_id",
    "answers"."customer_id",
    "answers"."day",
    LOWER(TRIM(COALESCE("answers"."kind", ''))) AS "kind",
    CAST("answers"."score" AS DECIMAL(18, 4)) AS "score",
    "answers"."channel",
    "interactions"."agent",
    ROW_NUMBER() OVER (
      PARTITION BY "answers"."answer_id"
      ORDER BY "interactions"."opened_at" DESC NULLS LAST, COLLATE("interactions"."interaction_id", 'utf8')
    ) AS "place"
  FROM "answers"
  LEFT JOIN "interactions"
    ON "interactions"."customer_id" = "answers"."customer_id"
    AND NOT "interactions"."agent" IS NULL
    AND "interactions"."day" <= "answers"."day"
    AND DATEDIFF(DAY, "interactions"."day", "answers"."day") <= 7
  WHERE
    NOT "answers"."score" IS NULL
)
SELECT
  "answer_id",
  "customer_id",
  CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) AS "month",
  "kind",
  "score",
  "channel" AS "contact_channel",
  "agent"
FROM "scored"
WHERE
  "place" = 1
