SELECT
  MIN(
    CAST(EXTRACT(YEAR FROM `started`) * 12 + EXTRACT(MONTH FROM `started`) - 1 AS INT64)
  )
FROM `subscription_rows`
