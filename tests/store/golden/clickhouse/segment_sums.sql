SELECT
  COUNT(*) AS "customers",
  SUM("customer_list"."margin_to_date") AS "margin",
  SUM("customer_list"."value") AS "value",
  SUM(
    (
      "customer_list"."value_high" - "customer_list"."value_low"
    ) * (
      "customer_list"."value_high" - "customer_list"."value_low"
    )
  ) AS "spread",
  SUM(CASE WHEN "customer_list"."value" IS NULL THEN 1 ELSE 0 END) AS "without"
FROM "customer_list"
