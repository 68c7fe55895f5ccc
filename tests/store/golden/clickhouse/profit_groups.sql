SELECT
  "kind",
  COUNT(*) AS "customers",
  CAST(SUM("income") AS Nullable(Decimal(18, 4))) AS "income",
  CAST(SUM("service") AS Nullable(Decimal(18, 4))) AS "service"
FROM (
  SELECT
    CASE
      WHEN "orders" > 0 AND "income" >= "service"
      THEN 'profit'
      WHEN "orders" > 0
      THEN 'loss'
      WHEN "rows_of_orders" > 0
      THEN 'kept_nothing'
      ELSE 'no_order'
    END AS "kind",
    "income",
    "service"
  FROM (
    SELECT
      "customer_id",
      SUM("orders") AS "orders",
      SUM("rows_of_orders") AS "rows_of_orders",
      SUM("income") AS "income",
      SUM("service") AS "service"
    FROM (
      SELECT
        "customer_id",
        CASE WHEN "is_order" THEN 1 ELSE 0 END AS "orders",
        1 AS "rows_of_orders",
        "margin" AS "income",
        CAST(0 AS Nullable(Decimal(18, 4))) AS "service"
      FROM "net_orders"
      UNION ALL
      SELECT
        "customer_id",
        0,
        0,
        CAST(0 AS Nullable(Decimal(18, 4))),
        "cost"
      FROM "service_costs"
    ) AS "moves"
    GROUP BY
      "customer_id"
  ) AS "people"
) AS "placed"
GROUP BY
  "kind"
