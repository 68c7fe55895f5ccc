SELECT
  "lines".*
FROM "lines"
WHERE
  "customer_id" IN (
    SELECT
      "customer_id"
    FROM (
      SELECT
        "customer_id"
      FROM "lines"
      GROUP BY
        "customer_id"
    ) AS "everybody"
    WHERE
      FROM_BASE(SUBSTR(TO_HEX(MD5(TO_UTF8(CAST("customer_id" AS VARCHAR)))), 1, 8), 16) < 2147483648
  )
