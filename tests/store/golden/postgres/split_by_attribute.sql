SELECT
  customer_facts.n,
  customer_facts.customer_id,
  attribute_levels.level
FROM customer_facts
LEFT JOIN attribute_levels
  ON attribute_levels.customer_id = customer_facts.customer_id
