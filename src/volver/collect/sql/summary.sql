-- One scan over the typed rows: what there is, and whether any rule was broken.
SELECT
  COUNT(*) AS records,
  COUNT(broken) AS broken,
  COUNT(*) FILTER (broken IS NULL AND is_anonymous) AS anonymous,
  COUNT(*) FILTER (broken IS NULL AND is_tidied) AS tidied,
  COUNT(*) FILTER (broken IS NULL AND (/* lost */)) AS lost_digits,
  COUNT(*) FILTER (broken IS NULL AND revenue < 0) AS refunds,
  COUNT(*) FILTER (broken IS NULL AND revenue = 0) AS free,
  /* with_cost */ AS with_cost,
  MIN(day) FILTER (broken IS NULL) AS first_day,
  MAX(day) FILTER (broken IS NULL) AS last_day,
  COALESCE(SUM(revenue) FILTER (broken IS NULL), 0) AS revenue,
  COALESCE(MAX(revenue) FILTER (broken IS NULL), 0) AS largest
FROM typed_rows
/* unmarked */
