SELECT
  COUNT(*) AS "customers",
  CAST(SUM("orders") AS DOUBLE) / NULLIF(COUNT(*), 0) AS "purchase_frequency",
  CAST(SUM(CASE WHEN "repeat_count" > 0 THEN 1 ELSE 0 END) AS DOUBLE) / NULLIF(COUNT(*), 0) AS "repeat_share"
FROM "histories"
