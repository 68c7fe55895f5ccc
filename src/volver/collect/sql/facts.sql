-- What the accepted lines of a load hold.
SELECT
  MIN(day) AS first_day, MAX(day) AS last_day,
  COUNT(*) FILTER (is_refund) AS refunds, COUNT(cost) AS costs
FROM order_lines
WHERE load_id = $load_id
