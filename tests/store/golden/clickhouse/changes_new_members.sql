SELECT
  "histories"."customer_id" AS "customer_id",
  "histories"."orders" AS "orders",
  "histories"."margin_to_date" AS "margin"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  "parts"."dimension" = 0
  AND "parts"."code" = 0
  AND CAST(toYear("histories"."first_order") * 12 + toMonth("histories"."first_order") - 1 AS Nullable(Int32)) = 24289
ORDER BY
  "histories"."customer_id"
