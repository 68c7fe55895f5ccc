WITH `touches` AS (
  SELECT
    `interactions`.`customer_id`,
    `interactions`.`channel`,
    `histories`.`n`,
    `histories`.`first_order`,
    `histories`.`first_margin`,
    DATE_DIFF(
      COALESCE(`histories`.`first_order`, CAST('2024-12-31' AS DATE)),
      `interactions`.`day`,
      DAY
    ) AS `days`,
    ROW_NUMBER() OVER (
      PARTITION BY `interactions`.`customer_id`
      ORDER BY `interactions`.`opened_at` NULLS LAST, COLLATE(`interactions`.`interaction_id`, '') NULLS LAST
    ) AS `place`
  FROM `interactions`
  LEFT JOIN `histories`
    ON `histories`.`customer_id` = `interactions`.`customer_id`
  WHERE
    NOT `interactions`.`customer_id` IS NULL
    AND NOT `interactions`.`channel` IS NULL
    AND NOT `interactions`.`is_complaint`
    AND (
      `histories`.`first_order` IS NULL
      OR `interactions`.`day` <= `histories`.`first_order`
    )
    AND (
      `histories`.`first_order` IS NULL
      OR `histories`.`first_order` >= CAST('2024-02-01' AS DATE)
    )
)
SELECT
  CAST(`place` AS INT64) AS `place`,
  `channel`,
  CAST(`days` AS INT64) AS `days`,
  CAST(CASE WHEN `n` IS NULL THEN 0 ELSE 1 END AS INT64) AS `converted`,
  CAST(COALESCE(`first_margin`, 0) AS FLOAT64) AS `value`
FROM `touches`
ORDER BY
  COLLATE(`customer_id`, '') NULLS LAST,
  `place` NULLS LAST
