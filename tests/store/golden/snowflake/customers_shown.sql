SELECT
  "n",
  "customer_id",
  "class_code",
  "first_order",
  "last_order",
  "orders",
  "repeat_count",
  "margin_to_date",
  "revenue",
  "revenue_rank",
  "margin_rank",
  "value",
  "value_low",
  "value_high",
  "p_alive",
  "value_at_stake",
  CONCAT(
    COALESCE(
      CAST(CASE
        WHEN "class_code" = 2 AND "value" <= 0
        THEN 'Not expected to add to the value of the base. '
        WHEN "class_code" = 0
        THEN 'Among the few who hold most of the value. '
        WHEN "class_code" = 1
        THEN 'A fair chance to reach the value of the best. '
        WHEN "class_code" = 2
        THEN 'Adds to the value of the base. '
        WHEN "class_code" = 3
        THEN 'Loses money even at the upper end of the interval. '
        ELSE ''
      END AS VARCHAR),
      ''
    ),
    COALESCE(
      CAST(CASE
        WHEN "value" IS NULL
        THEN CONCAT(COALESCE(CAST("why" AS VARCHAR), ''))
        WHEN "orders" = 1 AND "value_low" IS NULL
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          '.'
        )
        WHEN "value_low" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          '.'
        )
        WHEN "value_high" < "value"
        THEN CONCAT(
          'The last order so far on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ' on average; most customers like this one bring ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ' or less.'
        )
        WHEN "orders" = 1
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          '.'
        )
        WHEN "repeat_count" = 0 OR "p_alive" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          '.'
        )
        WHEN TRUE
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("orders") * FLOOR(ABS("orders") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS VARCHAR), ''),
          '; ',
          COALESCE(
            CAST(CONCAT(
              COALESCE(
                CAST(REPLACE(
                  TRIM(
                    TO_CHAR(
                      CAST(SIGN((
                        100 * "p_alive"
                      )) * FLOOR(ABS((
                        100 * "p_alive"
                      )) + 0.5) AS DECIMAL(38, 0)),
                      'FM999,999,999,999,999,990'
                    )
                  ),
                  ',',
                  ','
                ) AS VARCHAR),
                ''
              ),
              ' %'
            ) AS VARCHAR),
            ''
          ),
          ' likely to be still a customer. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("horizon_days") * FLOOR(ABS("horizon_days") + 0.5) AS DECIMAL(38, 0)),
                  'FM999,999,999,999,999,990'
                )
              ),
              ',',
              ','
            ) AS VARCHAR),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value") * FLOOR(ABS("value") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_low") * FLOOR(ABS("value_low") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              TRIM(
                TO_CHAR(
                  CAST(SIGN("value_high") * FLOOR(ABS("value_high") * 100 + 0.5) AS DECIMAL(38, 0)) * 0.01,
                  'FM999,999,999,999,999,990.00'
                )
              ),
              ',.',
              CONCAT(',', '.')
            ) AS VARCHAR),
            ''
          ),
          '.'
        )
      END AS VARCHAR),
      ''
    )
  ) AS "reason"
FROM (
  SELECT
    "n",
    "customer_id",
    "class_code",
    "first_order",
    "last_order",
    "orders",
    "repeat_count",
    "margin_to_date",
    "revenue",
    "revenue_rank",
    "margin_rank",
    "value",
    "value_low",
    "value_high",
    "p_alive",
    "value_at_stake",
    'a text' AS "why",
    CAST(365 AS INT) AS "horizon_days"
  FROM "customer_list"
  WHERE
    "n" IN (0, 7)
) AS "told"
