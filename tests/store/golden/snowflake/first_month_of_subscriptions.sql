SELECT
  MIN(CAST(DATE_PART(YEAR, "started") * 12 + DATE_PART(MONTH, "started") - 1 AS INT))
FROM "subscription_rows"
