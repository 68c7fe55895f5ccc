SELECT
  SUM(
    CASE
      WHEN "forecasts"."value" > 0
      THEN "forecasts"."value" * (
        1 - COALESCE("forecasts"."p_stays", "forecasts"."p_alive")
      )
      WHEN "forecasts"."value" <= 0 AND NOT "forecasts"."p_alive" IS NULL
      THEN CAST('0' AS DOUBLE)
    END
  ) AS "at_stake"
FROM "forecasts"
