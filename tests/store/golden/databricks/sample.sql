SELECT
  `lines`.*
FROM `lines`
WHERE
  `customer_id` IN (
    SELECT
      `customer_id`
    FROM (
      SELECT
        `customer_id`
      FROM `lines`
      GROUP BY
        `customer_id`
    ) AS `everybody`
    WHERE
      CAST(CONV(SUBSTRING(MD5(CAST(`customer_id` AS STRING)), 1, 8), 16, 10) AS BIGINT) < 2147483648
  )
