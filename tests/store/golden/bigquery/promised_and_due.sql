WITH `reached` AS (
  SELECT
    `customer_id`,
    MAX(`day`) AS `last_out`
  FROM `interactions`
  WHERE
    LOWER(TRIM(COALESCE(`direction`, ''), ' ')) = 'out' AND NOT `customer_id` IS NULL
  GROUP BY
    `customer_id`
), `open` AS (
  SELECT
    `interactions`.`interaction_id`,
    `interactions`.`customer_id`,
    `interactions`.`day`,
    `interactions`.`channel`,
    `interactions`.`owner`,
    `interactions`.`promise`,
    CASE
      WHEN `interactions`.`resolved_day` IS NULL
      AND `interactions`.`promise_due` <= CAST('2024-12-31' AS DATE)
      THEN `interactions`.`promise_due`
    END AS `promise_due`,
    CASE
      WHEN COALESCE(`reached`.`last_out`, `interactions`.`day`) <= `interactions`.`day`
      AND `interactions`.`next_contact` <= CAST('2024-12-31' AS DATE)
      THEN `interactions`.`next_contact`
    END AS `next_contact`
  FROM `interactions`
  LEFT JOIN `reached`
    ON `reached`.`customer_id` = `interactions`.`customer_id`
)
SELECT
  `interaction_id`,
  `customer_id`,
  `day`,
  `channel`,
  `owner`,
  `promise`,
  `promise_due`,
  `next_contact`
FROM `open`
WHERE
  NOT `promise_due` IS NULL OR NOT `next_contact` IS NULL
ORDER BY
  COLLATE(`interaction_id`, '') NULLS LAST
