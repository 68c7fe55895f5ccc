SELECT
  "line",
  CASE
    WHEN SUBSTRING(CAST("customer_id" AS VARCHAR), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHR(  9), CHR(  10), CHR(  13))
    THEN CONCAT('\'', COALESCE(CAST("customer_id" AS VARCHAR), ''))
    ELSE CAST("customer_id" AS VARCHAR)
  END AS "customer_id",
  "expected_orders"
FROM "published"
ORDER BY
  "line"
