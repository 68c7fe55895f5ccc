SELECT
  COALESCE(`histories`.`n`, -1) AS `n`,
  CAST(EXTRACT(YEAR FROM `service_costs`.`day`) * 12 + EXTRACT(MONTH FROM `service_costs`.`day`) - 1 AS INT) AS `month`,
  CAST(SUM(`service_costs`.`cost`) AS DECIMAL(18, 4)) AS `cost`
FROM `service_costs`
LEFT JOIN `histories`
  ON `histories`.`customer_id` = `service_costs`.`customer_id`
GROUP BY
  COALESCE(`histories`.`n`, -1),
  CAST(EXTRACT(YEAR FROM `service_costs`.`day`) * 12 + EXTRACT(MONTH FROM `service_costs`.`day`) - 1 AS INT)
