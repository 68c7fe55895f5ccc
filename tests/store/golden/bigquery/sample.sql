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
      CAST(CONCAT('0x', SUBSTRING(TO_HEX(MD5(CAST(`customer_id` AS STRING))), 1, 8)) AS INT64) < 2147483648
  )
