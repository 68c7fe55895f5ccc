SELECT
  `found`.`period`,
  `found`.`contact_channel` AS `level`,
  SUM(CASE WHEN NOT `is_out` THEN 1 ELSE 0 END) AS `contacts`,
  SUM(CASE WHEN `is_out` THEN 1 ELSE 0 END) AS `outgoing`,
  SUM(CASE WHEN NOT `is_out` AND `is_complaint` THEN 1 ELSE 0 END) AS `complaints`,
  SUM(CASE WHEN NOT `is_out` AND NOT `found`.`customer_id` IS NULL THEN 1 ELSE 0 END) AS `of_known`,
  SUM(CASE WHEN `is_repeat` AND NOT `found`.`customer_id` IS NULL THEN 1 ELSE 0 END) AS `repeats`,
  SUM(CASE WHEN NOT `is_out` AND NOT `response_minutes` IS NULL THEN 1 ELSE 0 END) AS `responses`,
  PERCENTILE(CAST(CASE WHEN NOT `is_out` THEN `response_minutes` END AS DOUBLE), 0.5) AS `response_middle`,
  SUM(
    CASE
      WHEN NOT `is_out`
      AND `response_minutes` <= CASE
        WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'phone'
        THEN CAST('1' AS DOUBLE)
        WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'chat'
        THEN CAST('5' AS DOUBLE)
        WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'social'
        THEN CAST('240' AS DOUBLE)
        ELSE CAST('1440' AS DOUBLE)
      END
      THEN 1
      ELSE 0
    END
  ) AS `answered_in_time`,
  SUM(
    CASE
      WHEN NOT `is_out`
      AND (
        NOT `response_minutes` IS NULL
        OR `waited` > CASE
          WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'phone'
          THEN CAST('1' AS DOUBLE)
          WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'chat'
          THEN CAST('5' AS DOUBLE)
          WHEN LOWER(TRIM(COALESCE(`contact_channel`, ''))) = 'social'
          THEN CAST('240' AS DOUBLE)
          ELSE CAST('1440' AS DOUBLE)
        END
      )
      THEN 1
      ELSE 0
    END
  ) AS `answerable`,
  SUM(
    CASE
      WHEN NOT `is_out` AND `response_minutes` IS NULL AND `resolution_minutes` IS NULL
      THEN 1
      ELSE 0
    END
  ) AS `unanswered`,
  SUM(CASE WHEN NOT `is_out` AND NOT `resolution_minutes` IS NULL THEN 1 ELSE 0 END) AS `resolutions`,
  PERCENTILE(CAST(CASE WHEN NOT `is_out` THEN `resolution_minutes` END AS DOUBLE), 0.5) AS `resolution_middle`,
  SUM(
    CASE
      WHEN NOT `is_out` AND `resolution_minutes` <= CAST('4320' AS DOUBLE)
      THEN 1
      ELSE 0
    END
  ) AS `resolved_in_time`,
  SUM(
    CASE
      WHEN NOT `is_out`
      AND (
        NOT `resolution_minutes` IS NULL OR `waited` > CAST('4320' AS DOUBLE)
      )
      THEN 1
      ELSE 0
    END
  ) AS `resolvable`
FROM (
  SELECT
    `contacts`.`customer_id`,
    `periods`.`period`,
    `contacts`.`contact_channel`,
    `contacts`.`agent`,
    `contacts`.`reason`,
    `contacts`.`area`,
    `contacts`.`type`,
    `contacts`.`is_out`,
    `contacts`.`is_complaint`,
    `contacts`.`response_minutes`,
    `contacts`.`resolution_minutes`,
    `contacts`.`waited`,
    `contacts`.`is_repeat`
  FROM `contacts`
  JOIN `periods`
    ON `periods`.`month` = `contacts`.`month`
) AS `found`
GROUP BY
  `found`.`period`,
  `found`.`contact_channel`
