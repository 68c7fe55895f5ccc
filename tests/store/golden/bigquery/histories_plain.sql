WITH `buyers` AS (
  SELECT
    `customer_id`,
    MIN(`day`) AS `first_order`,
    MAX(`day`) AS `last_order`,
    SUM(`orders`) AS `orders`,
    COUNT(*) AS `occasions`,
    MIN_BY(`margin`, `day`) AS `first_margin`,
    SUM(`margin`) AS `margin`
  FROM `occasions`
  GROUP BY
    `customer_id`
)
SELECT
  CAST(ROW_NUMBER() OVER (ORDER BY COLLATE(`customer_id`, '') NULLS LAST) - 1 AS INT64) AS `n`,
  `customer_id`,
  `first_order`,
  `last_order`,
  CAST(`orders` AS INT64) AS `orders`,
  CAST(`occasions` - 1 AS INT64) AS `repeat_count`,
  CAST(DATE_DIFF(`last_order`, `first_order`, DAY) AS INT64) AS `first_to_last`,
  CAST(DATE_DIFF(CAST('2024-12-31' AS DATE), `first_order`, DAY) AS INT64) AS `age`,
  CAST(`margin` AS NUMERIC) AS `margin_to_date`,
  CASE
    WHEN `occasions` > 1
    THEN CAST(`margin` - `first_margin` AS FLOAT64) / (
      `occasions` - 1
    )
  END AS `mean_repeat_margin`,
  CAST(`first_margin` AS FLOAT64) AS `first_margin`
FROM `buyers`
