SELECT
  COUNT(*)
FROM (
  SELECT
    cost
  FROM interactions
  WHERE
    NOT cost IS NULL
) AS stated
