WITH `told` AS (
  SELECT
    `histories`.`n`,
    `interactions`.`area`,
    `interactions`.`reason`,
    ROW_NUMBER() OVER (
      PARTITION BY `histories`.`n`
      ORDER BY `interactions`.`opened_at` DESC, COLLATE(`interactions`.`interaction_id`, '') NULLS LAST
    ) AS `place`
  FROM `histories`
  JOIN `interactions`
    ON `interactions`.`customer_id` = `histories`.`customer_id`
  WHERE
    NOT `interactions`.`area` IS NULL
    AND DATE_DIFF(`interactions`.`day`, `histories`.`last_order`, DAY) >= 0 - 90
    AND DATE_DIFF(`interactions`.`day`, `histories`.`last_order`, DAY) <= 90
)
SELECT
  `n`,
  `area`,
  `reason`
FROM `told`
WHERE
  `place` = 1
ORDER BY
  `n` NULLS LAST
