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
      TO_NUMBER(SUBSTRING(MD5(CAST("customer_id" AS VARCHAR)), 1, 8), 'XXXXXXXX') < 2147483648
  )
