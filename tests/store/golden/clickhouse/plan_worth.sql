SELECT
  "n",
  "value",
  COALESCE("forecasts"."p_stays", "forecasts"."p_alive") AS "stays"
FROM "forecasts"
