SELECT
  "channel",
  CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT) AS "month",
  CAST(SUM("amount") AS DOUBLE) AS "amount"
FROM "spend"
WHERE
  "purpose" = 'acquire'
GROUP BY
  "channel",
  CAST(DATE_PART(YEAR, "day") * 12 + DATE_PART(MONTH, "day") - 1 AS INT)
