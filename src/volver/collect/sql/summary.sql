-- One scan over typed rows: what there is, and whether any rule was broken.
SELECT
  COUNT(*) AS records,
  COUNT(broken) AS broken,
  COUNT(*) FILTER (is_anonymous) AS anonymous,
  COUNT(*) FILTER (is_tidied) AS tidied,
  COUNT(*) FILTER (/* lost */) AS lost_digits,
  COUNT(*) FILTER (revenue < 0) AS refunds,
  COUNT(*) FILTER (revenue = 0) AS free,
  /* with_cost */ AS with_cost,
  MIN(day) AS first_day,
  MAX(day) AS last_day,
  COALESCE(SUM(revenue), 0) AS revenue,
  COALESCE(MAX(revenue), 0) AS largest
FROM typed_rows
WHERE /* chosen */
