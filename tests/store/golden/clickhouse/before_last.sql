SELECT
  "histories"."n" AS "n",
  CAST(DATE_DIFF(DAY, MAX("customer_days"."day"), MAX("histories"."last_order")) AS Nullable(Int64)) AS "days"
FROM "histories"
JOIN "customer_days"
  ON "customer_days"."n" = "histories"."n"
  AND "customer_days"."day" < "histories"."last_order"
WHERE
  "customer_days"."orders" > 0
GROUP BY
  "histories"."n"
