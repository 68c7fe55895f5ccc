SELECT
  "customer_id",
  COALESCE("order_id", CONCAT('line ', "load_id", '/', "line")) AS "order_key",
  MIN("ordered_at") AS "ordered_at",
  MIN("day") AS "day",
  SUM("revenue") AS "gross_revenue",
  SUM("margin") AS "gross_margin"
FROM "priced_lines"
WHERE
  NOT "is_refund"
GROUP BY
  "customer_id",
  COALESCE("order_id", CONCAT('line ', "load_id", '/', "line"))
