SELECT
  "found"."period" AS "period",
  COALESCE("split_codes"."code", -1) AS "level",
  COUNT(*) AS "known",
  COUNT(*) - SUM("p_alive") AS "gone",
  COUNT(*) - 2 * SUM("p_alive") + SUM(CAST("p_alive" AS Nullable(Decimal(19, 4))) * "p_alive") AS "gone2"
FROM (
  SELECT
    "n",
    0 AS "period",
    CAST(CAST(SIGN("p_alive") * FLOOR(ABS("p_alive") * toDecimal256(10000, 0) + toDecimal256('0.5', 1)) AS Nullable(Int64)) AS Nullable(Decimal(18, 0))) * CAST('0.0001' AS Decimal(18, 4)) AS "p_alive"
  FROM "forecasts"
  WHERE
    NOT (
      "p_alive" IS NULL
    )
) AS "found"
LEFT JOIN "split_codes"
  ON "split_codes"."n" = "found"."n"
GROUP BY
  "found"."period",
  COALESCE("split_codes"."code", -1)
