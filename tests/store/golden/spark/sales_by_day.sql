SELECT
  product_id,
  day,
  CAST(SUM(times) AS BIGINT) AS times,
  CAST(SUM(revenue) AS DOUBLE) AS revenue
FROM product_lines
WHERE
  NOT is_refund AND NOT product_id = ''
GROUP BY
  product_id,
  day
ORDER BY
  product_id NULLS LAST,
  day NULLS LAST
