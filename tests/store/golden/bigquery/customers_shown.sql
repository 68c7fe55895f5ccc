SELECT
  `n`,
  `customer_id`,
  `class_code`,
  `first_order`,
  `last_order`,
  `orders`,
  `repeat_count`,
  `margin_to_date`,
  `revenue`,
  `revenue_rank`,
  `margin_rank`,
  `value`,
  `value_low`,
  `value_high`,
  `p_alive`,
  `value_at_stake`,
  CONCAT(
    COALESCE(
      CAST(CASE
        WHEN `class_code` = 2 AND `value` <= 0
        THEN 'Not expected to add to the value of the base. '
        WHEN `class_code` = 0
        THEN 'Among the few who hold most of the value. '
        WHEN `class_code` = 1
        THEN 'A fair chance to reach the value of the best. '
        WHEN `class_code` = 2
        THEN 'Adds to the value of the base. '
        WHEN `class_code` = 3
        THEN 'Loses money even at the upper end of the interval. '
        ELSE ''
      END AS STRING),
      ''
    ),
    COALESCE(
      CAST(CASE
        WHEN `value` IS NULL
        THEN CONCAT(COALESCE(CAST(`why` AS STRING), ''))
        WHEN `orders` = 1 AND `value_low` IS NULL
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN `value_low` IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`orders`) * FLOOR(ABS(`orders`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN `value_high` < `value`
        THEN CONCAT(
          'The last order so far on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ' on average; most customers like this one bring ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_high` < 0 AND ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ' or less.'
        )
        WHEN `orders` = 1
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_low` < 0 AND ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_high` < 0 AND ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN `repeat_count` = 0 OR `p_alive` IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`orders`) * FLOOR(ABS(`orders`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_low` < 0 AND ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_high` < 0 AND ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN TRUE
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`orders`) * FLOOR(ABS(`orders`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(`last_order` AS STRING), ''),
          '; ',
          COALESCE(
            CAST(CONCAT(
              COALESCE(
                CAST(REPLACE(
                  FORMAT(
                    '%\'d',
                    CAST(SIGN((
                      100 * `p_alive`
                    )) * FLOOR(ABS((
                      100 * `p_alive`
                    )) + CAST('0.5' AS NUMERIC)) AS INT64)
                  ),
                  ',',
                  ','
                ) AS STRING),
                ''
              ),
              ' %'
            ) AS STRING),
            ''
          ),
          ' likely to be still a customer. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT(
                '%\'d',
                CAST(SIGN(`horizon_days`) * FLOOR(ABS(`horizon_days`) + CAST('0.5' AS NUMERIC)) AS INT64)
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value` < 0 AND ABS(`value`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_low` < 0 AND ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_low`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE
                WHEN `value_high` < 0 AND ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC) >= 1
                THEN '-'
                ELSE ''
              END,
              REPLACE(
                FORMAT(
                  '%\'d',
                  DIV(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100)
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                CAST(MOD(CAST(FLOOR(ABS(`value_high`) * 100 + CAST('0.5' AS NUMERIC)) AS INT64), 100) AS STRING),
                2,
                '0'
              )
            ) AS STRING),
            ''
          ),
          '.'
        )
      END AS STRING),
      ''
    )
  ) AS `reason`
FROM (
  SELECT
    `n`,
    `customer_id`,
    `class_code`,
    `first_order`,
    `last_order`,
    `orders`,
    `repeat_count`,
    `margin_to_date`,
    `revenue`,
    `revenue_rank`,
    `margin_rank`,
    `value`,
    `value_low`,
    `value_high`,
    `p_alive`,
    `value_at_stake`,
    'a text' AS `why`,
    CAST(365 AS INT64) AS `horizon_days`
  FROM `customer_list`
  WHERE
    `n` IN (0, 7)
) AS `told`
