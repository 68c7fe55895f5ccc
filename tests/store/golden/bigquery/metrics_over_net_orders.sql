SELECT
  SUM(CASE WHEN `is_order` THEN 1 ELSE 0 END) AS `orders`,
  SUM(`gross_revenue`) AS `gross_revenue`,
  SUM(`gross_revenue`) - SUM(`revenue`) AS `refunds`,
  SUM(`revenue`) AS `revenue`,
  SUM(`margin`) AS `margin`,
  CAST(SUM(CASE WHEN `is_order` THEN `revenue` ELSE 0 END) AS FLOAT64) / NULLIF(SUM(CASE WHEN `is_order` THEN 1 ELSE 0 END), 0) AS `aov`,
  (
    0.5 * ARRAY_AGG(
      CAST(CASE WHEN `is_order` THEN `revenue` END AS FLOAT64) IGNORE NULLS ORDER BY CAST(CASE WHEN `is_order` THEN `revenue` END AS FLOAT64)
    )[SAFE_OFFSET(DIV((
      COUNT(CASE WHEN `is_order` THEN `revenue` END) - 1
    ), 2))] + 0.5 * ARRAY_AGG(
      CAST(CASE WHEN `is_order` THEN `revenue` END AS FLOAT64) IGNORE NULLS ORDER BY CAST(CASE WHEN `is_order` THEN `revenue` END AS FLOAT64)
    )[SAFE_OFFSET(DIV(COUNT(CASE WHEN `is_order` THEN `revenue` END), 2))]
  ) AS `aov_median`
FROM `net_orders`
