WITH `buyers` AS (
  SELECT
    `customer_id`,
    MIN(CASE WHEN `orders` > 0 THEN `day` END) AS `first_order`,
    MAX(CASE WHEN `orders` > 0 THEN `day` END) AS `last_order`,
    SUM(`orders`) AS `orders`,
    SUM(CASE WHEN `orders` > 0 THEN 1 ELSE 0 END) AS `occasions`,
    MIN_BY(
      CASE WHEN `orders` > 0 THEN `occasion_margin` END,
      CASE WHEN `orders` > 0 THEN `day` END
    ) AS `first_margin`,
    SUM(`margin`) AS `margin`
  FROM `day_totals`
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
  CAST(CASE WHEN `occasions` > 1 THEN `first_margin` ELSE `margin` END AS FLOAT64) AS `first_margin`
FROM `buyers`
WHERE
  `occasions` > 0
