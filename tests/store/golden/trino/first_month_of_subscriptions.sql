SELECT
  MIN(
    CAST(EXTRACT(YEAR FROM "started") * 12 + EXTRACT(MONTH FROM "started") - 1 AS INTEGER)
  )
FROM "subscription_rows"
