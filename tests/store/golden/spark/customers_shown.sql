SELECT
  n,
  customer_id,
  class_code,
  first_order,
  last_order,
  orders,
  repeat_count,
  margin_to_date,
  revenue,
  revenue_rank,
  margin_rank,
  value,
  value_low,
  value_high,
  p_alive,
  value_at_stake,
  CONCAT(
    COALESCE(
      CAST(CASE
        WHEN class_code = 2 AND value <= 0
        THEN 'Not expected to add to the value of the base. '
        WHEN class_code = 0
        THEN 'Among the few who hold most of the value. '
        WHEN class_code = 1
        THEN 'A fair chance to reach the value of the best. '
        WHEN class_code = 2
        THEN 'Adds to the value of the base. '
        WHEN class_code = 3
        THEN 'Loses money even at the upper end of the interval. '
        ELSE ''
      END AS STRING),
      ''
    ),
    COALESCE(
      CAST(CASE
        WHEN value IS NULL
        THEN CONCAT(COALESCE(CAST(why AS STRING), ''))
        WHEN orders = 1 AND value_low IS NULL
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN value_low IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE WHEN orders < 0 THEN -FLOOR(ABS(orders) + 0.5) ELSE FLOOR(orders + 0.5) END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN value_high < value
        THEN CONCAT(
          'The last order so far on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ' on average; most customers like this one bring ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_high < 0
                  THEN -FLOOR(ABS(value_high) * 100 + 0.5)
                  ELSE FLOOR(value_high * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ' or less.'
        )
        WHEN orders = 1
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_low < 0
                  THEN -FLOOR(ABS(value_low) * 100 + 0.5)
                  ELSE FLOOR(value_low * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_high < 0
                  THEN -FLOOR(ABS(value_high) * 100 + 0.5)
                  ELSE FLOOR(value_high * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN repeat_count = 0 OR p_alive IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE WHEN orders < 0 THEN -FLOOR(ABS(orders) + 0.5) ELSE FLOOR(orders + 0.5) END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_low < 0
                  THEN -FLOOR(ABS(value_low) * 100 + 0.5)
                  ELSE FLOOR(value_low * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_high < 0
                  THEN -FLOOR(ABS(value_high) * 100 + 0.5)
                  ELSE FLOOR(value_high * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          '.'
        )
        WHEN TRUE
        THEN CONCAT(
          COALESCE(
            CAST(REPLACE(
              FORMAT_NUMBER(
                CAST(CASE WHEN orders < 0 THEN -FLOOR(ABS(orders) + 0.5) ELSE FLOOR(orders + 0.5) END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST(last_order AS STRING), ''),
          '; ',
          COALESCE(
            CAST(CONCAT(
              COALESCE(
                CAST(REPLACE(
                  FORMAT_NUMBER(
                    CAST(CASE
                      WHEN (
                        100 * p_alive
                      ) < 0
                      THEN -FLOOR(ABS((
                        100 * p_alive
                      )) + 0.5)
                      ELSE FLOOR((
                        100 * p_alive
                      ) + 0.5)
                    END AS BIGINT),
                    0
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
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN horizon_days < 0
                  THEN -FLOOR(ABS(horizon_days) + 0.5)
                  ELSE FLOOR(horizon_days + 0.5)
                END AS BIGINT),
                0
              ),
              ',',
              ','
            ) AS STRING),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value < 0
                  THEN -FLOOR(ABS(value) * 100 + 0.5)
                  ELSE FLOOR(value * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_low < 0
                  THEN -FLOOR(ABS(value_low) * 100 + 0.5)
                  ELSE FLOOR(value_low * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(TRANSLATE(
              FORMAT_NUMBER(
                CAST(CASE
                  WHEN value_high < 0
                  THEN -FLOOR(ABS(value_high) * 100 + 0.5)
                  ELSE FLOOR(value_high * 100 + 0.5)
                END AS BIGINT) * 0.01,
                2
              ),
              ',.',
              CONCAT(',', '.')
            ) AS STRING),
            ''
          ),
          '.'
        )
      END AS STRING),
      ''
    )
  ) AS reason
FROM (
  SELECT
    n,
    customer_id,
    class_code,
    first_order,
    last_order,
    orders,
    repeat_count,
    margin_to_date,
    revenue,
    revenue_rank,
    margin_rank,
    value,
    value_low,
    value_high,
    p_alive,
    value_at_stake,
    'a text' AS why,
    CAST(365 AS INT) AS horizon_days
  FROM customer_list
  WHERE
    n IN (0, 7)
) AS told
