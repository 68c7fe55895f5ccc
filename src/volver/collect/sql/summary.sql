-- One scan over the typed rows: what there is, and whether any rule was broken.
SELECT
  COUNT(*) AS records,
  COUNT(rule) AS broken,
  COUNT(*) FILTER (rule IS NULL AND customer_id IS NULL) AS anonymous,
  COUNT(*) FILTER (rule IS NULL AND is_tidied) AS tidied,
  COUNT(*) FILTER (rule IS NULL AND is_refund) AS refunds,
  COUNT(*) FILTER (rule IS NULL AND revenue = 0) AS free,
  COUNT(cost) FILTER (rule IS NULL) AS with_cost,
  MIN(day) FILTER (rule IS NULL) AS first_day,
  MAX(day) FILTER (rule IS NULL) AS last_day,
  COALESCE(SUM(revenue) FILTER (rule IS NULL), 0) AS revenue,
  COALESCE(MAX(revenue) FILTER (rule IS NULL), 0) AS largest
FROM typed_rows
