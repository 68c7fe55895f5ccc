SELECT
  "parts"."dimension" AS "dimension",
  "parts"."code" AS "code",
  "customer_months"."month" AS "month",
  COUNT(*) AS "customers",
  CAST(SUM("customer_months"."orders") AS Nullable(Int64)) AS "times",
  CAST(SUM("customer_months"."orders" * "customer_months"."orders") AS Nullable(Int64)) AS "squared_times",
  CAST(SUM("customer_months"."orders" * COALESCE("earlier"."orders", 0)) AS Nullable(Int64)) AS "together",
  CAST(SUM("customer_months"."margin") AS Nullable(Float64)) AS "margin",
  CAST(SUM(
    CAST("customer_months"."margin" AS Nullable(Decimal(19, 4))) * "customer_months"."margin"
  ) AS Nullable(Float64)) AS "squared_margin"
FROM "customer_months"
JOIN "parts"
  ON "parts"."n" = "customer_months"."n"
LEFT JOIN "customer_months" AS "earlier"
  ON "earlier"."n" = "customer_months"."n"
  AND "earlier"."month" = "customer_months"."month" - 1
WHERE
  "customer_months"."orders" > 0
  AND "customer_months"."month" >= 24280
  AND "customer_months"."month" <= 24300
GROUP BY
  "parts"."dimension",
  "parts"."code",
  "customer_months"."month"
ORDER BY
  "parts"."dimension",
  "parts"."code",
  "customer_months"."month"
