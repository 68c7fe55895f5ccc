WITH `beside` AS (
  SELECT
    `lines`.*,
    CASE
      WHEN `lines`.`is_refund` = (
        `lines`.`quantity` > 0
      )
      THEN -`lines`.`quantity`
      ELSE `lines`.`quantity`
    END AS `pieces`,
    `products`.`cost` AS `piece_cost`
  FROM `lines`
  LEFT JOIN `products`
    ON `products`.`product_id` = `lines`.`product_id`
), `looked_up` AS (
  SELECT
    `beside`.*,
    CASE
      WHEN CAST(`pieces` AS FLOAT64) * CAST(`piece_cost` AS FLOAT64) < 90000000000000
      AND CAST(`pieces` AS FLOAT64) * CAST(`piece_cost` AS FLOAT64) > -90000000000000
      THEN (
        CAST(SIGN((
          `pieces` * `piece_cost`
        )) * FLOOR(ABS((
          `pieces` * `piece_cost`
        )) * 10000 + CAST('0.5' AS NUMERIC)) AS NUMERIC) * CAST('0.0001' AS NUMERIC)
      )
    END AS `of_product`
  FROM `beside`
)
SELECT
  `load_id`,
  `line`,
  `order_id`,
  `customer_id`,
  `ordered_at`,
  `day`,
  `product_id`,
  `category`,
  `revenue`,
  COALESCE(`cost`, `of_product`) AS `cost`,
  `is_refund`,
  `refund_of`,
  `attributes`,
  `quantity`,
  `goods_back`,
  `cost` IS NULL AND NOT `of_product` IS NULL AS `is_by_product`
FROM `looked_up`
