SELECT
  "kind",
  "question",
  "answer",
  "channel",
  "score",
  "answers"
FROM (
  SELECT
    "kind",
    COALESCE("question", '') AS "question",
    COALESCE("answer", '') AS "answer",
    COALESCE("channel", '') AS "channel",
    COALESCE("score", -1) AS "score",
    COUNT(*) AS "answers"
  FROM "answers"
  WHERE
    "day" > CAST('2023-12-31' AS Date32)
  GROUP BY
    "kind",
    COALESCE("question", ''),
    COALESCE("answer", ''),
    COALESCE("channel", ''),
    COALESCE("score", -1)
) AS "said"
ORDER BY
  "kind",
  "question",
  "answer",
  "channel",
  "score"
