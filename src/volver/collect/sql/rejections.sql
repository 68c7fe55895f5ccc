-- Records set aside, in the order of the files.
SELECT
  rejections.load_id, loads.source, rejections.line, rejections.column_name, rejections.value,
  rejections.rule, rejections.raw
FROM rejections
JOIN loads ON loads.load_id = rejections.load_id
WHERE $load_id IS NULL OR rejections.load_id = $load_id
ORDER BY rejections.load_id, rejections.line, rejections.rule
