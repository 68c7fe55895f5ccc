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
      END AS Nullable(String)),
      ''
    ),
    COALESCE(
      CAST(CASE
        WHEN "value" IS NULL
        THEN CONCAT(COALESCE(CAST("why" AS Nullable(String)), ''))
        WHEN "orders" = 1 AND "value_low" IS NULL
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "value_low" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "value_high" < "value"
        THEN CONCAT(
          'The last order so far on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' on average; most customers like this one bring ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          ' or less.'
        )
        WHEN "orders" = 1
        THEN CONCAT(
          'One order so far, on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN "repeat_count" = 0 OR "p_alive" IS NULL
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
        WHEN TRUE
        THEN CONCAT(
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "orders" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("orders") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' orders so far, the last on ',
          COALESCE(CAST("last_order" AS Nullable(String)), ''),
          '; ',
          COALESCE(
            CAST(CONCAT(
              COALESCE(
                CAST(CONCAT(
                  CASE WHEN (
                    100 * "p_alive"
                  ) <= -0.5 THEN '-' ELSE '' END,
                  replaceAll(
                    reverse(
                      TRIM(TRAILING ',' FROM replaceRegexpAll(
                        reverse(toString(CAST(FLOOR(ABS((
                          100 * "p_alive"
                        )) + 0.5) AS Nullable(Int64)))),
                        '(\\d{3})',
                        '\\1,'
                      ))
                    ),
                    ',',
                    ','
                  )
                ) AS Nullable(String)),
                ''
              ),
              ' %'
            ) AS Nullable(String)),
            ''
          ),
          ' likely to be still a customer. Expected value in the next ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "horizon_days" <= -0.5 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(ABS("horizon_days") + 0.5) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              )
            ) AS Nullable(String)),
            ''
          ),
          ' days: ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(toString(CAST(FLOOR(FLOOR(ABS("value") * 100 + 0.5) / 100) AS Nullable(Int64)))),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ', between ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_low" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_low") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(toString(CAST(FLOOR(ABS("value_low") * 100 + 0.5) AS Nullable(Int64)) % 100), 2, '0')
            ) AS Nullable(String)),
            ''
          ),
          ' and ',
          COALESCE(
            CAST(CONCAT(
              CASE WHEN "value_high" <= -0.005 THEN '-' ELSE '' END,
              replaceAll(
                reverse(
                  TRIM(TRAILING ',' FROM replaceRegexpAll(
                    reverse(
                      toString(CAST(FLOOR(FLOOR(ABS("value_high") * 100 + 0.5) / 100) AS Nullable(Int64)))
                    ),
                    '(\\d{3})',
                    '\\1,'
                  ))
                ),
                ',',
                ','
              ),
              '.',
              LPAD(
                toString(CAST(FLOOR(ABS("value_high") * 100 + 0.5) AS Nullable(Int64)) % 100),
                2,
                '0'
              )
            ) AS Nullable(String)),
            ''
          ),
          '.'
        )
      END AS Nullable(String)),
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
    CAST(365 AS Nullable(Int32)) AS "horizon_days"
  FROM "customer_list"
  WHERE
    "n" IN (0, 7)
) AS "told"
