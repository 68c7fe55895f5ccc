SELECT
  MIN("month")
FROM "customer_months"
