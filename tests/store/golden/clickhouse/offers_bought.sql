WITH "known" AS (
  SELECT
    "product_id",
    ROW_NUMBER() OVER (ORDER BY "product_id") - 1 AS "code"
  FROM "product_lines"
  WHERE
    NOT "is_refund" AND NOT "product_id" = ''
  GROUP BY
    "product_id"
)
SELECT
  "histories"."n" AS "n",
  CAST("known"."code" AS Nullable(Int32)) AS "code",
  "product_lines"."day" AS "day"
FROM "product_lines"
JOIN "histories"
  ON "histories"."customer_id" = "product_lines"."customer_id"
JOIN "known"
  ON "known"."product_id" = "product_lines"."product_id"
WHERE
  NOT "product_lines"."is_refund"
ORDER BY
  "histories"."n",
  "product_lines"."day",
  "code"
