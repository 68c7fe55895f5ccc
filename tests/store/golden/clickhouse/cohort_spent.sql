SELECT
  "channel",
  CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32)) AS "month",
  CAST(SUM("amount") AS Nullable(Float64)) AS "amount"
FROM "spend"
WHERE
  "purpose" = 'acquire'
GROUP BY
  "channel",
  CAST(toYear("day") * 12 + toMonth("day") - 1 AS Nullable(Int32))
