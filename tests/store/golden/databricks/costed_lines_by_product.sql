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
      WHEN CAST(`pieces` AS DOUBLE) * CAST(`piece_cost` AS DOUBLE) < 90000000000000
      AND CAST(`pieces` AS DOUBLE) * CAST(`piece_cost` AS DOUBLE) > -90000000000000
      THEN CAST(CAST(CASE
        WHEN (
          `pieces` * `piece_cost`
        ) < 0
        THEN -FLOOR(ABS((
          `pieces` * `piece_cost`
        )) * 10000 + 0.5)
        ELSE FLOOR((
          `pieces` * `piece_cost`
        ) * 10000 + 0.5)
      END AS BIGINT) * 0.0001 AS DECIMAL(18, 4))
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
