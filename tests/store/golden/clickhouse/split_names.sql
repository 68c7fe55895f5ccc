SELECT
  "code",
  "level"
FROM "split_levels"
