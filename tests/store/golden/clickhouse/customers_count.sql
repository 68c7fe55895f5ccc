SELECT
  COUNT(*)
FROM "customer_list"
