SELECT
  COALESCE(CAST("customer_list"."value" AS Nullable(Float64)), 4999) AS "sorted_by",
  "customer_list"."n" AS "n"
FROM "customer_list"
JOIN "members"
  ON "members"."n" = "customer_list"."n"
WHERE
  COALESCE(CAST("customer_list"."value" AS Nullable(Float64)), 4999) <= CAST('1000.0' AS Nullable(Float64))
  AND (
    COALESCE(CAST("customer_list"."value" AS Nullable(Float64)), 4999) < CAST('1000.0' AS Nullable(Float64))
    OR (
      COALESCE(CAST("customer_list"."value" AS Nullable(Float64)), 4999) = CAST('1000.0' AS Nullable(Float64))
      AND "customer_list"."n" > 0
    )
  )
ORDER BY
  "sorted_by" DESC,
  "customer_list"."n"
LIMIT 20
