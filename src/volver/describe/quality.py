"""Count what does not fit together between the orders and what is known besides them."""

from volver.domain.quality import Anomaly, DataQuality, Missing
from volver.store.snapshot import Snapshot

ANOMALIES = """
WITH orders AS (
  SELECT net_orders.customer_id, net_orders.margin, customers.customer_id AS known
  FROM net_orders
  LEFT JOIN customers ON customers.customer_id = net_orders.customer_id
  WHERE net_orders.is_order
), running AS (
  SELECT customer_id, SUM(CASE WHEN ended IS NULL THEN 1 ELSE 0 END) AS runs
  FROM subscriptions
  GROUP BY customer_id
), told AS (
  SELECT attributes.customer_id, v_word(attributes.label) AS word, running.runs
  FROM attributes
  JOIN running ON running.customer_id = attributes.customer_id
  WHERE v_word(attributes.name) IN
    ('churn', 'churned', 'churn flag', 'churn_flag', 'left', 'baja', 'abandono')
), spent AS (
  SELECT channel FROM spend WHERE channel IS NOT NULL GROUP BY channel
), came AS (
  SELECT channel FROM customers WHERE channel IS NOT NULL GROUP BY channel
)
SELECT slug, found, among, told
FROM (
  SELECT 'unknown_customer' AS slug,
    CAST(SUM(CASE WHEN known IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    COUNT(known) AS told
  FROM orders
  UNION ALL
  SELECT 'margin_below_zero' AS slug,
    CAST(SUM(CASE WHEN margin < 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM orders
  UNION ALL
  SELECT 'free_subscription' AS slug,
    CAST(SUM(CASE WHEN amount = 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM subscriptions
  UNION ALL
  SELECT 'several_running' AS slug,
    CAST(SUM(CASE WHEN runs > 1 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM running
  UNION ALL
  SELECT 'left_and_runs' AS slug,
    CAST(SUM(CASE WHEN runs > 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM told
  WHERE word IN ('yes', 'true', '1', 'y', 'sí', 'si')
  UNION ALL
  SELECT 'stays_and_ended' AS slug,
    CAST(SUM(CASE WHEN runs = 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM told
  WHERE word IN ('no', 'false', '0', 'n')
  UNION ALL
  SELECT 'product_without_cost' AS slug,
    CAST(SUM(CASE WHEN cost IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM products
  UNION ALL
  SELECT 'contact_without_customer' AS slug,
    CAST(SUM(CASE WHEN customer_id IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM interactions
  UNION ALL
  SELECT 'spend_without_customer' AS slug,
    CAST(SUM(CASE WHEN came.channel IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    COUNT(came.channel) AS told
  FROM spent
  LEFT JOIN came ON came.channel = spent.channel
  UNION ALL
  SELECT 'customer_without_spend' AS slug,
    CAST(SUM(CASE WHEN spent.channel IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    COUNT(spent.channel) AS told
  FROM came
  LEFT JOIN spent ON spent.channel = came.channel
) AS counted
ORDER BY v_bytewise(slug)
"""
"""`told` is 0 where nothing of the other side is there to compare with."""

ATTRIBUTES = """
WITH everybody AS (
  SELECT COUNT(*) AS customers FROM customers
)
SELECT
  attributes.name,
  everybody.customers - COUNT(customers.customer_id) AS missing,
  everybody.customers
FROM attributes
JOIN customers ON customers.customer_id = attributes.customer_id
CROSS JOIN everybody
GROUP BY attributes.name, everybody.customers
ORDER BY v_bytewise(attributes.name)
"""
_ONE_SIDED = ("unknown_customer", "spend_without_customer", "customer_without_spend")
"""Of these nothing is said where the other side is empty, or names nothing alike."""


def data_quality(snapshot: Snapshot) -> DataQuality:
    """Every anomaly that the data allow to look for, those not found among them."""
    found = []
    for slug, times, among, told in snapshot.rows(ANOMALIES):
        one_sided = slug in _ONE_SIDED and told == 0
        if among and not one_sided:
            found.append(Anomaly(str(slug), int(times), int(among)))
    missing = (Missing(str(n), int(m), int(c)) for n, m, c in snapshot.rows(ATTRIBUTES))
    return DataQuality(tuple(found), tuple(missing))
