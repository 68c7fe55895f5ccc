WITH `attended` AS (
  SELECT
    `net_orders`.`customer_id`,
    `net_orders`.`day`,
    `net_orders`.`revenue`,
    `net_orders`.`margin`,
    `interactions`.`channel`,
    `interactions`.`agent`,
    ROW_NUMBER() OVER (
      PARTITION BY `net_orders`.`customer_id`, `net_orders`.`order_key`
      ORDER BY `interactions`.`opened_at` DESC, COLLATE(`interactions`.`interaction_id`, '') NULLS LAST
    ) AS `place`
  FROM `net_orders`
  JOIN `interactions`
    ON `interactions`.`customer_id` = `net_orders`.`customer_id`
  WHERE
    `net_orders`.`is_order`
    AND NOT `interactions`.`agent` IS NULL
    AND `interactions`.`day` <= `net_orders`.`day`
    AND DATE_DIFF(`net_orders`.`day`, `interactions`.`day`, DAY) <= 7
)
SELECT
  COALESCE(`histories`.`n`, -1) AS `n`,
  CAST(EXTRACT(YEAR FROM `attended`.`day`) * 12 + EXTRACT(MONTH FROM `attended`.`day`) - 1 AS INT64) AS `month`,
  `attended`.`channel` AS `contact_channel`,
  `attended`.`agent`,
  `attended`.`revenue`,
  `attended`.`margin`
FROM `attended`
LEFT JOIN `histories`
  ON `histories`.`customer_id` = `attended`.`customer_id`
WHERE
  `attended`.`place` = 1
