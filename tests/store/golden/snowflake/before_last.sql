SELECT
  "histories"."n",
  CAST(DATEDIFF(DAY, MAX("occasions"."day"), MAX("histories"."last_order")) AS BIGINT) AS "days"
FROM "histories"
JOIN "occasions"
  ON "occasions"."customer_id" = "histories"."customer_id"
  AND "occasions"."day" < "histories"."last_order"
GROUP BY
  "histories"."n"
ORDER BY
  "histories"."n"
