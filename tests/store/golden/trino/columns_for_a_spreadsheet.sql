SELECT
  "line",
  CASE
    WHEN SUBSTR(CAST("customer_id" AS VARCHAR), 1, 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHR(  9), CHR(  10), CHR(  13))
    THEN CONCAT(
      CAST('''' AS VARCHAR),
      CAST(COALESCE(CAST("customer_id" AS VARCHAR), '') AS VARCHAR)
    )
    ELSE CAST("customer_id" AS VARCHAR)
  END AS "customer_id",
  "expected_orders"
FROM "published"
ORDER BY
  "line"
