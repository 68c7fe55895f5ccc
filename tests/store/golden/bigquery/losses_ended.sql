WITH `lost` AS (
  SELECT
    `subscriptions`.`subscription_id`,
    `subscriptions`.`customer_id`,
    `subscriptions`.`ended`,
    `subscriptions`.`amount`,
    `subscriptions`.`reason`
  FROM `subscriptions`
  LEFT JOIN `subscriptions` AS `later`
    ON `later`.`subscription_id` = `subscriptions`.`subscription_id`
    AND `later`.`started` >= `subscriptions`.`ended`
  WHERE
    `subscriptions`.`ended` > CAST('2023-12-31' AS DATE)
    AND `later`.`subscription_id` IS NULL
), `told` AS (
  SELECT
    `lost`.`subscription_id`,
    `interactions`.`area`,
    ROW_NUMBER() OVER (
      PARTITION BY `lost`.`subscription_id`
      ORDER BY `interactions`.`opened_at` DESC, COLLATE(`interactions`.`interaction_id`, '') NULLS LAST
    ) AS `place`
  FROM `lost`
  JOIN `interactions`
    ON `interactions`.`customer_id` = `lost`.`customer_id`
    AND `interactions`.`day` <= `lost`.`ended`
    AND DATE_DIFF(`lost`.`ended`, `interactions`.`day`, DAY) <= 90
  WHERE
    NOT `interactions`.`area` IS NULL
)
SELECT
  `lost`.`reason`,
  `told`.`area`,
  CAST(`lost`.`amount` AS FLOAT64) AS `money`
FROM `lost`
LEFT JOIN `told`
  ON `told`.`subscription_id` = `lost`.`subscription_id` AND `told`.`place` = 1
ORDER BY
  COLLATE(`lost`.`subscription_id`, '') NULLS LAST
