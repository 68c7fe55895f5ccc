SELECT
  CAST(1 AS INT) AS `load_id`,
  CAST(ROW_NUMBER() OVER (
    PARTITION BY `customer_id`
    ORDER BY `ordered_at` NULLS LAST, `order_id` NULLS LAST, `product_id` NULLS LAST, `revenue` NULLS LAST, `cost` NULLS LAST, `quantity` NULLS LAST, `goods_back` NULLS LAST
  ) AS BIGINT) AS `line`,
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
      WHEN `status` IN (
        'cancelled',
        'canceled',
        'test',
        'draft',
        'unpaid',
        'void',
        'voided',
        'failed',
        'declined',
        'abandoned',
        'expired',
        'rejected',
        'payment failed',
        'pending payment',
        'awaiting payment',
        'cancelado',
        'cancelada',
        'anulado',
        'anulada',
        'prueba',
        'borrador',
        'impagado',
        'impagada',
        'pendiente de pago',
        'fallido',
        'fallida',
        'rechazado',
        'rechazada',
        'q'
      )
      THEN 'status_excluded:status'
      WHEN NOT `status` IN (
        'paid',
        'completed',
        'complete',
        'shipped',
        'delivered',
        'fulfilled',
        'invoiced',
        'closed',
        'processed',
        'dispatched',
        'received',
        'success',
        'succeeded',
        'partially shipped',
        'pagado',
        'pagada',
        'completado',
        'completada',
        'enviado',
        'enviada',
        'entregado',
        'entregada',
        'facturado',
        'facturada',
        'cobrado',
        'cobrada',
        'servido',
        'servida',
        'cancelled',
        'canceled',
        'test',
        'draft',
        'unpaid',
        'void',
        'voided',
        'failed',
        'declined',
        'abandoned',
        'expired',
        'rejected',
        'payment failed',
        'pending payment',
        'awaiting payment',
        'cancelado',
        'cancelada',
        'anulado',
        'anulada',
        'prueba',
        'borrador',
        'impagado',
        'impagada',
        'pendiente de pago',
        'fallido',
        'fallida',
        'rechazado',
        'rechazada',
        'p',
        'q'
      )
      THEN 'status_unknown:status'
      WHEN `day` IS NULL
      THEN 'date_missing:date'
      WHEN `day` < CAST('1971-01-01' AS DATE)
      THEN 'date_placeholder:date'
      WHEN `day` > CAST('2024-12-31' AS DATE)
      THEN 'date_in_future:date'
      WHEN `raw_amount` IS NULL
      THEN 'number_missing:amount'
      WHEN `paid` IS NULL
      THEN 'number_too_large:amount'
      WHEN NOT COALESCE(`currency`, '') IN (
        'BIF',
        'CLP',
        'DJF',
        'GNF',
        'ISK',
        'JPY',
        'KMF',
        'KRW',
        'PYG',
        'RWF',
        'UGX',
        'UYI',
        'VND',
        'VUV',
        'XAF',
        'XOF',
        'XPF',
        'AED',
        'AFN',
        'ALL',
        'AMD',
        'ANG',
        'AOA',
        'ARS',
        'AUD',
        'AWG',
        'AZN',
        'BAM',
        'BBD',
        'BDT',
        'BGN',
        'BMD',
        'BND',
        'BOB',
        'BRL',
        'BSD',
        'BTN',
        'BWP',
        'BYN',
        'BZD',
        'CAD',
        'CDF',
        'CHF',
        'CNY',
        'COP',
        'CRC',
        'CUP',
        'CVE',
        'CZK',
        'DKK',
        'DOP',
        'DZD',
        'EGP',
        'ERN',
        'ETB',
        'EUR',
        'FJD',
        'FKP',
        'GBP',
        'GEL',
        'GHS',
        'GIP',
        'GMD',
        'GTQ',
        'GYD',
        'HKD',
        'HNL',
        'HTG',
        'HUF',
        'IDR',
        'ILS',
        'INR',
        'IRR',
        'JMD',
        'KES',
        'KGS',
        'KHR',
        'KPW',
        'KYD',
        'KZT',
        'LAK',
        'LBP',
        'LKR',
        'LRD',
        'LSL',
        'MAD',
        'MDL',
        'MGA',
        'MKD',
        'MMK',
        'MNT',
        'MOP',
        'MRU',
        'MUR',
        'MVR',
        'MWK',
        'MXN',
        'MYR',
        'MZN',
        'NAD',
        'NGN',
        'NIO',
        'NOK',
        'NPR',
        'NZD',
        'PAB',
        'PEN',
        'PGK',
        'PHP',
        'PKR',
        'PLN',
        'QAR',
        'RON',
        'RSD',
        'RUB',
        'SAR',
        'SBD',
        'SCR',
        'SDG',
        'SEK',
        'SGD',
        'SHP',
        'SLE',
        'SOS',
        'SRD',
        'SSP',
        'STN',
        'SVC',
        'SYP',
        'SZL',
        'THB',
        'TJS',
        'TMT',
        'TOP',
        'TRY',
        'TTD',
        'TWD',
        'TZS',
        'UAH',
        'USD',
        'UYU',
        'UZS',
        'VED',
        'VES',
        'WST',
        'XCD',
        'YER',
        'ZAR',
        'ZMW',
        'ZWG',
        'BHD',
        'IQD',
        'JOD',
        'KWD',
        'LYD',
        'OMR',
        'TND'
      )
      THEN 'currency_unknown:currency'
    END AS `rule`
  FROM (
    SELECT
      `typed`.*,
      CASE `currency`
        WHEN 'USD'
        THEN CAST(CAST(CASE
          WHEN (
            `paid` * CAST('0.86' AS DECIMAL(18, 8))
          ) < 0
          THEN -FLOOR(ABS((
            `paid` * CAST('0.86' AS DECIMAL(18, 8))
          )) * 10000 + 0.5)
          ELSE FLOOR((
            `paid` * CAST('0.86' AS DECIMAL(18, 8))
          ) * 10000 + 0.5)
        END AS BIGINT) * 0.0001 AS DECIMAL(18, 4))
        ELSE `paid`
      END AS `revenue`,
      CASE `currency`
        WHEN 'USD'
        THEN CAST(CAST(CASE
          WHEN (
            `line_cost` * CAST('0.86' AS DECIMAL(18, 8))
          ) < 0
          THEN -FLOOR(ABS((
            `line_cost` * CAST('0.86' AS DECIMAL(18, 8))
          )) * 10000 + 0.5)
          ELSE FLOOR((
            `line_cost` * CAST('0.86' AS DECIMAL(18, 8))
          ) * 10000 + 0.5)
        END AS BIGINT) * 0.0001 AS DECIMAL(18, 4))
        ELSE `line_cost`
      END AS `cost`
    FROM (
      SELECT
        `source`.`revenue` AS `raw_amount`,
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
        CASE
          WHEN NOT LOWER(TRIM(COALESCE(CAST(`source`.`order_id` AS STRING), ''))) IN (
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
          THEN TRIM(CAST(`source`.`order_id` AS STRING))
        END AS `order_id`,
        NULLIF(TRIM(CAST(`source`.`product_id` AS STRING)), '') AS `product_id`,
        NULLIF(TRIM(CAST(`source`.`category` AS STRING)), '') AS `category`,
        CAST(NULL AS STRING) AS `refund_of`,
        CAST(`source`.`ordered_at` AS TIMESTAMP_NTZ) AS `ordered_at`,
        CAST(`source`.`ordered_at` AS DATE) AS `day`,
        CASE
          WHEN `source`.`revenue` < 100000000000000 AND `source`.`revenue` > -100000000000000
          THEN CAST(CAST(CASE
            WHEN `source`.`revenue` < 0
            THEN -FLOOR(ABS(`source`.`revenue`) * 10000 + 0.5)
            ELSE FLOOR(`source`.`revenue` * 10000 + 0.5)
          END AS BIGINT) * 0.0001 AS DECIMAL(18, 4))
        END AS `paid`,
        CAST(NULL AS DECIMAL(18, 4)) AS `line_cost`,
        CAST(1 AS DECIMAL(18, 6)) AS `quantity`,
        CAST(NULL AS BOOLEAN) AS `goods_back`,
        LOWER(TRIM(COALESCE(`source`.`product_id`, ''))) AS `status`,
        UPPER(TRIM(`source`.`category`)) AS `currency`
      FROM `order_lines` AS `source`
    ) AS `typed`
  ) AS `priced`
) AS `judged`
WHERE
  `rule` IS NULL
