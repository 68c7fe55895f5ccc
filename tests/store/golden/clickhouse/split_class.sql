SELECT
  "class_code"
FROM "classes"
ORDER BY
  "n"
