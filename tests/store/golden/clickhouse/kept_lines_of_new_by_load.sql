SELECT
  "lines".*
FROM (
  SELECT
    *
  FROM "order_lines"
) AS "lines"
WHERE
  "customer_id" IN (
    SELECT
      "customer_id"
    FROM (
      SELECT
        *
      FROM "order_lines"
    ) AS "seen"
    WHERE
      "load_id" > 0
  )
