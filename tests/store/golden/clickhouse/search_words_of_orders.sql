SELECT
  "word",
  "kind",
  "n"
FROM (
  SELECT
    "net_orders"."order_key" AS "word",
    'order' AS "kind",
    "histories"."n" AS "n"
  FROM "net_orders"
  JOIN "histories"
    ON "histories"."customer_id" = "net_orders"."customer_id"
) AS "words"
ORDER BY
  "word",
  "kind",
  "n"
