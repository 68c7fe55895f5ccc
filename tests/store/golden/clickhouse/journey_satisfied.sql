SELECT
  "channel",
  COUNT("score") AS "answers",
  CAST(SUM("score") AS Nullable(Float64)) AS "total",
  CAST(SUM("score" * "score") AS Nullable(Float64)) AS "squares"
FROM "answers"
WHERE
  "kind" = 'csat'
GROUP BY
  "channel"
