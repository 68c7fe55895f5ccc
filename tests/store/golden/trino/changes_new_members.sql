SELECT
  "histories"."customer_id",
  "histories"."orders",
  "histories"."margin_to_date" AS "margin"
FROM "histories"
JOIN "parts"
  ON "parts"."n" = "histories"."n"
WHERE
  "parts"."dimension" = 0
  AND "parts"."code" = 0
  AND CAST(EXTRACT(YEAR FROM "histories"."first_order") * 12 + EXTRACT(MONTH FROM "histories"."first_order") - 1 AS INTEGER) = 24289
ORDER BY
  "histories"."customer_id"
