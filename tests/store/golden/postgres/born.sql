SELECT
  CAST((
    CAST('2024-12-31' AS DATE) - first_order
  ) AS BIGINT) AS ago,
  CAST(COUNT(*) AS BIGINT) AS times
FROM histories
WHERE
  first_order <= CAST('2023-12-31' AS DATE)
GROUP BY
  (
    CAST('2024-12-31' AS DATE) - first_order
  )
ORDER BY
  ago
