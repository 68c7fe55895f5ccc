SELECT
  channel,
  COUNT(score) AS answers,
  CAST(SUM(score) AS DOUBLE PRECISION) AS total,
  CAST(SUM(score * score) AS DOUBLE PRECISION) AS squares
FROM answers
WHERE
  kind = 'csat'
GROUP BY
  channel
