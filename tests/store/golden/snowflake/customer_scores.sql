WITH "ranked" AS (
  SELECT
    "histories"."n",
    "answers"."kind",
    "answers"."day",
    "answers"."score",
    ROW_NUMBER() OVER (
      PARTITION BY "histories"."n", "answers"."kind"
      ORDER BY "answers"."day" DESC NULLS LAST, COLLATE("answers"."answer_id", 'utf8') DESC NULLS LAST
    ) AS "place"
  FROM "answers"
  JOIN "histories"
    ON "histories"."customer_id" = "answers"."customer_id"
  WHERE
    NOT "answers"."score" IS NULL
)
SELECT
  "n",
  "kind",
  "day",
  "score"
FROM "ranked"
WHERE
  "place" = 1
