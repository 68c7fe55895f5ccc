INSERT INTO loads (
  load_id, source, kind, content_hash, loaded_at, rows_in, accepted, rejected, duplicates, anonymous,
  mapping, notes
)
VALUES (
  $load_id, $source, $kind, $content_hash, $loaded_at, $rows_in, $accepted, $rejected, $duplicates,
  $anonymous, $mapping, $notes
)
