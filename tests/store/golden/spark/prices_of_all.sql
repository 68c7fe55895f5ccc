WITH paid AS (
  SELECT
    product_lines.customer_id,
    products.category,
    products.price,
    SUM(product_lines.times) AS times
  FROM product_lines
  JOIN products
    ON products.product_id = product_lines.product_id
  WHERE
    NOT product_lines.is_refund
    AND NOT products.price IS NULL
    AND NOT products.category IS NULL
  GROUP BY
    product_lines.customer_id,
    products.category,
    products.price
), rising AS (
  SELECT
    paid.customer_id,
    paid.category,
    paid.price,
    SUM(CASE WHEN others.price <= paid.price THEN others.times ELSE 0 END) AS so_far,
    SUM(others.times) AS of_all
  FROM paid
  JOIN paid AS others
    ON others.customer_id = paid.customer_id AND others.category = paid.category
  GROUP BY
    paid.customer_id,
    paid.category,
    paid.price
), usual AS (
  SELECT
    customer_id,
    category,
    MIN(price) AS price
  FROM rising
  WHERE
    of_all > 1 AND so_far * 2 >= of_all
  GROUP BY
    customer_id,
    category
)
SELECT
  paid.category,
  CAST(paid.price AS DOUBLE) AS price,
  CAST(usual.price AS DOUBLE) AS usual,
  CAST(SUM(paid.times) AS BIGINT) AS times
FROM paid
JOIN usual
  ON usual.customer_id = paid.customer_id AND usual.category = paid.category
WHERE
  usual.price > 0
GROUP BY
  paid.category,
  paid.price,
  usual.price
ORDER BY
  paid.category NULLS LAST,
  paid.price NULLS LAST,
  usual.price NULLS LAST
