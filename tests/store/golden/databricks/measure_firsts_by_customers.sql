SELECT
  `found`.`period`,
  COALESCE(`split_codes`.`code`, -1) AS `level`,
  COUNT(*) AS `customers`,
  SUM(CASE WHEN `repeat_count` > 0 THEN 1 ELSE 0 END) AS `repeaters`
FROM (
  SELECT
    `histories`.`n`,
    `periods`.`period`,
    `histories`.`repeat_count`
  FROM `histories`
  JOIN `periods`
    ON `periods`.`month` = CAST(EXTRACT(YEAR FROM `histories`.`first_order`) * 12 + EXTRACT(MONTH FROM `histories`.`first_order`) - 1 AS INT)
) AS `found`
LEFT JOIN `split_codes`
  ON `split_codes`.`n` = `found`.`n`
GROUP BY
  `found`.`period`,
  COALESCE(`split_codes`.`code`, -1)
