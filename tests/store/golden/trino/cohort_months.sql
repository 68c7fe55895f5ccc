SELECT
  "n",
  "month",
  CAST("orders" AS INTEGER) AS "orders",
  CAST("revenue" AS DOUBLE) AS "revenue",
  CAST("margin" AS DOUBLE) AS "margin"
FROM "customer_months"
WHERE
  "n" >= 0
