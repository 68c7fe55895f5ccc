SELECT
  "channel",
  COUNT("score") AS "answers",
  CAST(SUM("score") AS DOUBLE) AS "total",
  CAST(SUM("score" * "score") AS DOUBLE) AS "squares"
FROM "answers"
WHERE
  "kind" = 'csat'
GROUP BY
  "channel"
