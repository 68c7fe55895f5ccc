SELECT
  `day`,
  `type`,
  `channel`,
  `is_complaint`,
  `interaction_id`
FROM `interactions`
WHERE
  COLLATE(`customer_id`, '') = 'O\'Neill'
ORDER BY
  `opened_at` DESC,
  COLLATE(`interaction_id`, '') DESC
LIMIT 20
