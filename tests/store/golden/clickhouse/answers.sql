SELECT
  "answer_id",
  "customer_id",
  "day",
  "kind",
  "question",
  "score",
  "answer",
  "channel"
FROM (
  SELECT
    *
  FROM "answers_records"
) AS "records"
WHERE
  "day" <= CAST('2024-12-31' AS Date32)
