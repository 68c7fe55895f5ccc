SELECT
  "repeat_count",
  "first_to_last",
  "age",
  "mean_repeat_margin",
  "first_margin"
FROM "histories"
ORDER BY
  "n"
