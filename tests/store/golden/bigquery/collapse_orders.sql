SELECT
  `customer_id`,
  `day`,
  CASE
    WHEN `margin` >= CAST(-90000000000 AS NUMERIC)
    AND `margin` <= CAST(90000000000 AS NUMERIC)
    THEN CAST(CAST(`margin` AS NUMERIC) * 10000 AS INT64)
    ELSE CAST(CAST(`margin` AS NUMERIC) * 10000 AS INT64)
  END AS `units`,
  `is_order`
FROM `net_orders`
