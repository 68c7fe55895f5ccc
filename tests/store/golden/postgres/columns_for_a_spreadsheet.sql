SELECT
  line,
  CASE
    WHEN SUBSTRING(CAST(customer_id AS TEXT) FROM 1 FOR 1) IN ('=', '+', '-', '@', '＝', '＋', '－', '＠', CHR(  9), CHR(  10), CHR(  13))
    THEN CONCAT('''', customer_id)
    ELSE CAST(customer_id AS TEXT)
  END AS customer_id,
  expected_orders
FROM published
ORDER BY
  line
