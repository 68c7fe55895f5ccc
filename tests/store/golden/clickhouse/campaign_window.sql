SELECT
  "histories"."customer_id" AS "customer_id",
  CAST(SUM(
    CASE
      WHEN "customer_days"."day" < CAST('2024-02-01' AS Date32)
      THEN "customer_days"."orders"
      ELSE 0
    END
  ) AS Nullable(Int64)) AS "orders",
  CAST(SUM(
    CASE
      WHEN "customer_days"."day" < CAST('2024-02-01' AS Date32)
      THEN "customer_days"."margin"
      ELSE 0
    END
  ) AS Nullable(Float64)) AS "margin",
  MAX(
    CASE
      WHEN "customer_days"."day" < CAST('2024-02-01' AS Date32)
      THEN "customer_days"."day"
    END
  ) AS "last_day",
  CAST(SUM(
    CASE
      WHEN "customer_days"."day" >= CAST('2024-02-01' AS Date32)
      AND "customer_days"."day" <= CAST('2024-02-09' AS Date32)
      THEN "customer_days"."margin"
      ELSE 0
    END
  ) AS Nullable(Float64)) AS "came"
FROM "customer_days"
JOIN "histories"
  ON "histories"."n" = "customer_days"."n"
GROUP BY
  "histories"."customer_id"
ORDER BY
  "histories"."customer_id"
