SELECT
  "line",
  CASE
    WHEN SUBSTRING(CAST("customer_id" AS Nullable(String)), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHAR(9), CHAR(10), CHAR(13))
    THEN CONCAT('''', COALESCE(CAST("customer_id" AS Nullable(String)), ''))
    ELSE CAST("customer_id" AS Nullable(String))
  END AS "customer_id",
  "expected_orders"
FROM "published"
ORDER BY
  "line"
