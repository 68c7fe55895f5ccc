SELECT
  COALESCE(CAST(customer_list.value AS DOUBLE PRECISION), 4999) AS sorted_by,
  customer_list.n
FROM customer_list
JOIN members
  ON members.n = customer_list.n
WHERE
  customer_list.class_code = 0
  AND COALESCE(CAST(customer_list.value AS DOUBLE PRECISION), 4999) <= CAST(1.5 AS DOUBLE PRECISION)
  AND (
    COALESCE(CAST(customer_list.value AS DOUBLE PRECISION), 4999) < CAST(1.5 AS DOUBLE PRECISION)
    OR (
      COALESCE(CAST(customer_list.value AS DOUBLE PRECISION), 4999) = CAST(1.5 AS DOUBLE PRECISION)
      AND customer_list.n > 0
    )
  )
ORDER BY
  sorted_by DESC NULLS LAST,
  customer_list.n
LIMIT 20
