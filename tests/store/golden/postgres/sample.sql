SELECT
  lines.*
FROM lines
WHERE
  customer_id IN (
    SELECT
      customer_id
    FROM (
      SELECT
        customer_id
      FROM lines
      GROUP BY
        customer_id
    ) AS everybody
    WHERE
      CAST(CAST('x' || SUBSTRING(MD5(CAST(customer_id AS TEXT)) FROM 1 FOR 8) AS BIT(32)) AS BIGINT) < 2147483648
  )
