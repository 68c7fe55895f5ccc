SELECT
  "histories"."customer_id" AS "customer_id",
  "customer_months"."orders" AS "orders",
  "customer_months"."margin" AS "margin"
FROM "customer_months"
JOIN "parts"
  ON "parts"."n" = "customer_months"."n"
JOIN "histories"
  ON "histories"."n" = "customer_months"."n"
WHERE
  "parts"."dimension" = 0
  AND "parts"."code" = 0
  AND "customer_months"."month" = 24289
ORDER BY
  "histories"."customer_id"
