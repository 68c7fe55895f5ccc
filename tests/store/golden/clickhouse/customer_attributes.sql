WITH "firsts" AS (
  SELECT
    "customer_id",
    MIN("ordered_at") AS "ordered_at"
  FROM "lines"
  WHERE
    "day" <= CAST('2024-12-31' AS Date32)
    AND NOT (
      "customer_id" IS NULL
    )
    AND NOT "is_refund"
  GROUP BY
    "customer_id"
)
SELECT
  "lines"."customer_id" AS "customer_id",
  MIN("lines"."attributes") AS "attributes"
FROM "lines"
JOIN "firsts"
  ON "firsts"."customer_id" = "lines"."customer_id"
  AND "firsts"."ordered_at" = "lines"."ordered_at"
WHERE
  NOT "lines"."is_refund"
GROUP BY
  "lines"."customer_id"
