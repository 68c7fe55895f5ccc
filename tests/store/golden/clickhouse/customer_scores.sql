WITH "ranked" AS (
  SELECT
    "histories"."n" AS "n",
    "answers"."kind" AS "kind",
    "answers"."day" AS "day",
    "answers"."score" AS "score",
    ROW_NUMBER() OVER (
      PARTITION BY "histories"."n", "answers"."kind"
      ORDER BY "answers"."day" DESC, "answers"."answer_id" DESC
    ) AS "place"
  FROM "answers"
  JOIN "histories"
    ON "histories"."customer_id" = "answers"."customer_id"
  WHERE
    NOT (
      "answers"."score" IS NULL
    )
)
SELECT
  "n",
  "kind",
  "day",
  "score"
FROM "ranked"
WHERE
  "place" = 1
