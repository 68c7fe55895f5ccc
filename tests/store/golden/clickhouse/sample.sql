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
      CAST(reinterpretAsUInt32(reverse(SUBSTRING(MD5(CAST("customer_id" AS Nullable(String))), 1, 4))) AS Nullable(Int64)) < CAST(2147483648 AS Nullable(Decimal(38, 0)))
  )
