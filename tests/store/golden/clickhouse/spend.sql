SELECT
  "day",
  "amount",
  "purpose",
  "category",
  "channel",
  "campaign"
FROM (
  SELECT
    *
  FROM "spend_records"
) AS "records"
WHERE
  "day" <= CAST('2024-12-31' AS Date32)
