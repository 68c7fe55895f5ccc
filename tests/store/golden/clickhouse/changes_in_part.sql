SELECT
  "histories"."customer_id" AS "customer_id",
  "histories"."orders" AS "orders",
  "histories"."margin_to_date" AS "margin"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  "parts"."dimension" = 0 AND "parts"."code" = 0
ORDER BY
  "histories"."customer_id"
