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
    CASE
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
    END,
    CASE
      WHEN value IS NULL
      THEN CONCAT(CAST(why AS TEXT))
      WHEN orders = 1 AND value_low IS NULL
      THEN CONCAT(
        'One order so far, on ',
        CAST(last_order AS TEXT),
        '. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        '.'
      )
      WHEN value_low IS NULL
      THEN CONCAT(
        REPLACE(TO_CHAR(CAST(orders AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' orders so far, the last on ',
        CAST(last_order AS TEXT),
        '. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        '.'
      )
      WHEN value_high < value
      THEN CONCAT(
        'The last order so far on ',
        CAST(last_order AS TEXT),
        '. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        ' on average; most customers like this one bring ',
        TRANSLATE(
          TO_CHAR(CAST(value_high AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        ' or less.'
      )
      WHEN orders = 1
      THEN CONCAT(
        'One order so far, on ',
        CAST(last_order AS TEXT),
        '. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        ', between ',
        TRANSLATE(
          TO_CHAR(CAST(value_low AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        ' and ',
        TRANSLATE(
          TO_CHAR(CAST(value_high AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        '.'
      )
      WHEN repeat_count = 0 OR p_alive IS NULL
      THEN CONCAT(
        REPLACE(TO_CHAR(CAST(orders AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' orders so far, the last on ',
        CAST(last_order AS TEXT),
        '. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        ', between ',
        TRANSLATE(
          TO_CHAR(CAST(value_low AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        ' and ',
        TRANSLATE(
          TO_CHAR(CAST(value_high AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        '.'
      )
      WHEN TRUE
      THEN CONCAT(
        REPLACE(TO_CHAR(CAST(orders AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' orders so far, the last on ',
        CAST(last_order AS TEXT),
        '; ',
        CONCAT(
          REPLACE(TO_CHAR(CAST((
            100 * p_alive
          ) AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
          ' %'
        ),
        ' likely to be still a customer. Expected value in the next ',
        REPLACE(TO_CHAR(CAST(horizon_days AS DECIMAL), 'FM999,999,999,999,990'), ',', ','),
        ' days: ',
        TRANSLATE(TO_CHAR(CAST(value AS DECIMAL), 'FM999,999,999,999,990.00'), ',.', CONCAT(',', '.')),
        ', between ',
        TRANSLATE(
          TO_CHAR(CAST(value_low AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        ' and ',
        TRANSLATE(
          TO_CHAR(CAST(value_high AS DECIMAL), 'FM999,999,999,999,990.00'),
          ',.',
          CONCAT(',', '.')
        ),
        '.'
      )
    END
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
