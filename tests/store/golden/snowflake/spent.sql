SELECT
  "day",
  "purpose",
  "category",
  "channel",
  "campaign",
  CAST(CAST(SUM("amount") AS DECIMAL(28, 4)) * 10000 AS BIGINT) AS "amount"
FROM "spend"
GROUP BY
  "day",
  "purpose",
  "category",
  "channel",
  "campaign"
ORDER BY
  "day",
  COLLATE("purpose", 'utf8'),
  COLLATE("category", 'utf8'),
  COLLATE(COALESCE("channel", ''), 'utf8'),
  COLLATE(COALESCE("campaign", ''), 'utf8')
