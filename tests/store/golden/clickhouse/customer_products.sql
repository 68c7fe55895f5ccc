SELECT
  "histories"."n" AS "n",
  "lines"."product_id" AS "product_id",
  COALESCE("lines"."category", "products"."category") AS "category",
  MIN("lines"."day") AS "first_day",
  MAX("lines"."day") AS "last_day"
FROM "lines"
JOIN "histories"
  ON "histories"."customer_id" = "lines"."customer_id"
LEFT JOIN "products"
  ON "products"."product_id" = "lines"."product_id"
WHERE
  "lines"."day" <= CAST('2024-12-31' AS Date32) AND NOT "lines"."is_refund"
GROUP BY
  "histories"."n",
  "lines"."product_id",
  COALESCE("lines"."category", "products"."category")
