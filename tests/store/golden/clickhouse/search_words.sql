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
  UNION ALL
  SELECT
    lowerUTF8(TRIM(COALESCE("attributes"."label", ''))) AS "word",
    'attribute' AS "kind",
    "histories"."n" AS "n"
  FROM "attributes"
  JOIN "histories"
    ON "histories"."customer_id" = "attributes"."customer_id"
  WHERE
    "attributes"."name" IN ('e-mail')
) AS "words"
ORDER BY
  "word",
  "kind",
  "n"
