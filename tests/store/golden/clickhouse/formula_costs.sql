SELECT
  SUM("acquire") AS "acquire",
  SUM("retain") AS "retain",
  SUM("service") AS "service"
FROM (
  SELECT
    SUM(
      CASE
        WHEN "purpose" = 'acquire' AND "day" > CAST('2023-12-31' AS Date32)
        THEN "amount"
      END
    ) AS "acquire",
    SUM(
      CASE
        WHEN "purpose" = 'retain' AND "day" > CAST('2024-12-31' AS Date32)
        THEN "amount"
      END
    ) AS "retain",
    CAST(NULL AS Nullable(Decimal(18, 4))) AS "service"
  FROM "spend"
  UNION ALL
  SELECT
    CAST(NULL AS Nullable(Decimal(18, 4))) AS "acquire",
    CAST(NULL AS Nullable(Decimal(18, 4))) AS "retain",
    SUM(CASE WHEN "day" > CAST('2023-12-31' AS Date32) THEN "cost" END) AS "service"
  FROM "service_costs"
) AS "costs"
