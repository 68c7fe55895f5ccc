SELECT
  customer_facts.n,
  customer_facts.customer_id,
  CAST(classes.class_code AS STRING) AS level
FROM customer_facts
LEFT JOIN classes
  ON classes.n = customer_facts.n
