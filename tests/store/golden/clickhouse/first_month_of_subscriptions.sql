SELECT
  MIN(CAST(toYear("started") * 12 + toMonth("started") - 1 AS Nullable(Int32)))
FROM "subscription_rows"
