SELECT
  "name"
FROM "attributes"
GROUP BY
  "name"
