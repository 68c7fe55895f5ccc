SELECT
  "day",
  "purpose",
  "category",
  "channel",
  "campaign",
  CAST(CAST(SUM("amount") AS Nullable(Decimal(28, 4))) * 10000 AS Nullable(Int64)) AS "amount"
FROM "spend"
GROUP BY
  "day",
  "purpose",
  "category",
  "channel",
  "campaign"
ORDER BY
  "day",
  "purpose",
  "category",
  COALESCE("channel", ''),
  COALESCE("campaign", '')
