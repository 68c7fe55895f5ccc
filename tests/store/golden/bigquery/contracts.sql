WITH `latest` AS (
  SELECT
    `customer_id`,
    COALESCE(MAX(CASE WHEN `ended` IS NULL THEN `started` END), MAX(`started`)) AS `started`,
    SUM(CASE WHEN `ended` IS NULL THEN 1 ELSE 0 END) AS `running`
  FROM `subscriptions`
  GROUP BY
    `customer_id`
)
SELECT
  `histories`.`n`,
  CAST(COALESCE(`latest`.`running`, -1) AS INT64) AS `running`,
  COALESCE(MAX(`subscriptions`.`plan`), '') AS `plan`
FROM `histories`
LEFT JOIN `latest`
  ON `latest`.`customer_id` = `histories`.`customer_id`
LEFT JOIN `subscriptions`
  ON `subscriptions`.`customer_id` = `latest`.`customer_id`
  AND `subscriptions`.`started` = `latest`.`started`
GROUP BY
  `histories`.`n`,
  `latest`.`running`
ORDER BY
  `histories`.`n` NULLS LAST
