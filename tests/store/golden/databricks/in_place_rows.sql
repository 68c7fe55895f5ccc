SELECT
  CASE
    WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`customer_id` AS STRING), ''))) IN (
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
    THEN TRIM(CAST(`source`.`customer_id` AS STRING))
  END AS `customer_id`,
  CAST(`source`.`ordered_at` AS DATE) AS `day`,
  CAST(`source`.`ordered_at` AS TIMESTAMP_NTZ) AS `changed`
FROM `order_lines` AS `source`
