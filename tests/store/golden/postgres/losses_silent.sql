WITH told AS (
  SELECT
    histories.n,
    interactions.area,
    interactions.reason,
    ROW_NUMBER() OVER (
      PARTITION BY histories.n
      ORDER BY interactions.opened_at DESC NULLS LAST, interactions.interaction_id COLLATE "C"
    ) AS place
  FROM histories
  JOIN interactions
    ON interactions.customer_id = histories.customer_id
  WHERE
    NOT interactions.area IS NULL
    AND (
      interactions.day - histories.last_order
    ) >= 0 - 90
    AND (
      interactions.day - histories.last_order
    ) <= 90
)
SELECT
  n,
  area,
  reason
FROM told
WHERE
  place = 1
ORDER BY
  n
