SELECT
  CAST(1 AS INT64) AS `load_id`,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY `customer_id`
    ORDER BY `ordered_at` NULLS LAST, COLLATE(`order_id`, '') NULLS LAST, COLLATE(`product_id`, '') NULLS LAST, `revenue` NULLS LAST, `cost` NULLS LAST, `quantity` NULLS LAST, `goods_back` NULLS LAST
  ) AS INT64) AS `line`,
  `order_id`,
  `customer_id`,
  `ordered_at`,
  `day`,
  `product_id`,
  `category`,
  `revenue`,
  `cost`,
  `revenue` < 0 AS `is_refund`,
  `refund_of`,
  CAST(NULL AS STRING) AS `attributes`,
  `quantity`,
  CASE WHEN `revenue` < 0 THEN `goods_back` END AS `goods_back`
FROM (
  SELECT
    `priced`.*,
    CASE
      WHEN `day` IS NULL
      THEN 'date_missing:date'
      WHEN `day` < CAST('1971-01-01' AS DATE)
      THEN 'date_placeholder:date'
      WHEN `day` > CAST('2024-12-31' AS DATE)
      THEN 'date_in_future:date'
      WHEN `raw_quantity` IS NULL
      THEN 'number_missing:quantity'
      WHEN `raw_unit_price` IS NULL
      THEN 'number_missing:unit_price'
      WHEN `paid` IS NULL
      THEN 'number_too_large:unit_price'
    END AS `rule`
  FROM (
    SELECT
      `typed`.*,
      `paid` AS `revenue`,
      `line_cost` AS `cost`
    FROM (
      SELECT
        `source`.`line` AS `raw_quantity`,
        `source`.`revenue` AS `raw_unit_price`,
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`customer_id` AS STRING), ''), ' ')) IN (
            '',
            'null',
            'none',
            'n/a',
            'na',
            '#n/a',
            'nan',
            'nat',
            '0',
            '-',
            '--',
            '(none)',
            'undefined'
          )
          THEN TRIM(CAST(`source`.`customer_id` AS STRING), ' ')
        END AS `customer_id`,
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`order_id` AS STRING), ''), ' ')) IN (
            '',
            'null',
            'none',
            'n/a',
            'na',
            '#n/a',
            'nan',
            'nat',
            '0',
            '-',
            '--',
            '(none)',
            'undefined'
          )
          THEN TRIM(CAST(`source`.`order_id` AS STRING), ' ')
        END AS `order_id`,
        NULLIF(TRIM(CAST(`source`.`product_id` AS STRING), ' '), '') AS `product_id`,
        CAST(NULL AS STRING) AS `category`,
        CAST(NULL AS STRING) AS `refund_of`,
        CAST(`source`.`day` AS DATETIME) AS `ordered_at`,
        `source`.`day` AS `day`,
        CASE
          WHEN `source`.`line` < 1000000000000
          AND `source`.`line` > -1000000000000
          AND `source`.`revenue` < 1000000000000
          AND `source`.`revenue` > -1000000000000
          THEN CASE
            WHEN CAST(`source`.`line` AS NUMERIC) * CAST(`source`.`revenue` AS NUMERIC) < 100000000000000
            AND CAST(`source`.`line` AS NUMERIC) * CAST(`source`.`revenue` AS NUMERIC) > -100000000000000
            THEN (
              CAST(SIGN((
                CAST(`source`.`line` AS NUMERIC) * CAST(`source`.`revenue` AS NUMERIC)
              )) * FLOOR(
                ABS((
                  CAST(`source`.`line` AS NUMERIC) * CAST(`source`.`revenue` AS NUMERIC)
                )) * 10000 + CAST('0.5' AS NUMERIC)
              ) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
            )
          END
        END AS `paid`,
        CAST(NULL AS NUMERIC) AS `line_cost`,
        CASE
          WHEN `source`.`line` < 1000000000000 AND `source`.`line` > -1000000000000
          THEN CAST(`source`.`line` AS NUMERIC)
        END AS `quantity`,
        CAST(NULL AS BOOL) AS `goods_back`
      FROM `order_lines` AS `source`
    ) AS `typed`
  ) AS `priced`
) AS `judged`
WHERE
  `rule` IS NULL
