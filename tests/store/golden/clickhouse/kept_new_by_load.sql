SELECT
  "customer_id"
FROM (
  SELECT
    *
  FROM "order_lines"
) AS "seen"
WHERE
  NOT (
    "customer_id" IS NULL
  ) AND "load_id" > 0
GROUP BY
  "customer_id"
