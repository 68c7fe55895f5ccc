SELECT
  NULLIF(CAST(`source`.`customer_id` AS STRING), '') AS `customer_id`,
  CAST(`source`.`ordered_at` AS TIMESTAMP_NTZ) AS `changed`
FROM `order_lines` AS `source`
