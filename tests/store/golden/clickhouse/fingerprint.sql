SELECT
  *
FROM "histories"
ORDER BY
  "n"
