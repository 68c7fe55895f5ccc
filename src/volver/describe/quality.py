"""Count what does not fit together between the orders and what is known besides them."""

from volver.domain.quality import Anomaly, DataQuality, Missing
from volver.store.snapshot import Snapshot

ANOMALIES = """
WITH orders AS (
  SELECT
    net_orders.customer_id, net_orders.gross_revenue, net_orders.margin,
    customers.customer_id AS known
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
), gone AS (
  SELECT customer_id
  FROM interactions
  WHERE v_word(type) IN
    ('churn', 'churned', 'cancel', 'cancelled', 'canceled', 'cancellation', 'baja', 'abandono')
  GROUP BY customer_id
), announced AS (
  SELECT told_customers.word, gone.customer_id AS event
  FROM (
    SELECT customer_id, v_word(label) AS word
    FROM attributes
    WHERE v_word(name) IN
      ('churn', 'churned', 'churn flag', 'churn_flag', 'left', 'baja', 'abandono')
  ) AS told_customers
  LEFT JOIN gone ON gone.customer_id = told_customers.customer_id
), bought AS (
  SELECT customer_id, MIN(day) AS day
  FROM net_orders
  WHERE is_order OR gross_revenue > 0
  GROUP BY customer_id
), first_day AS (
  SELECT MIN(day) AS day FROM bought
), sold AS (
  SELECT product_lines.product_id, product_lines.is_refund, product_lines.times,
    products.product_id AS known
  FROM product_lines
  LEFT JOIN products ON products.product_id = product_lines.product_id
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
  SELECT 'order_of_nothing' AS slug,
    CAST(SUM(CASE WHEN gross_revenue = 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM orders
  UNION ALL
  SELECT 'came_back_whole' AS slug,
    CAST(SUM(CASE WHEN revenue <= 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    CAST(SUM(CASE WHEN revenue < gross_revenue THEN 1 ELSE 0 END) AS BIGINT) AS told
  FROM net_orders
  WHERE gross_revenue > 0
  UNION ALL
  SELECT 'refunded_too_much' AS slug,
    CAST(SUM(CASE WHEN revenue < 0 THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    CAST(SUM(CASE WHEN revenue < gross_revenue THEN 1 ELSE 0 END) AS BIGINT) AS told
  FROM net_orders
  WHERE gross_revenue > 0
  UNION ALL
  SELECT 'refund_without_order' AS slug, fits.found, refunds.among, 1 AS told
  FROM (
    SELECT COUNT(*) AS found
    FROM net_orders
    WHERE NOT is_order AND gross_revenue = 0
  ) AS fits
  CROSS JOIN (
    SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) AS among FROM product_lines WHERE is_refund
  ) AS refunds
  UNION ALL
  SELECT 'line_without_product' AS slug,
    CAST(SUM(CASE WHEN product_id = '' THEN times ELSE 0 END) AS BIGINT) AS found,
    CAST(COALESCE(SUM(times), 0) AS BIGINT) AS among,
    CAST(SUM(CASE WHEN product_id = '' THEN 0 ELSE 1 END) AS BIGINT) AS told
  FROM sold
  UNION ALL
  SELECT 'unknown_product' AS slug,
    CAST(SUM(CASE WHEN known IS NULL THEN times ELSE 0 END) AS BIGINT) AS found,
    CAST(COALESCE(SUM(times), 0) AS BIGINT) AS among,
    COUNT(known) AS told
  FROM sold
  WHERE NOT product_id = ''
  UNION ALL
  SELECT 'never_ordered' AS slug,
    CAST(SUM(CASE WHEN bought.customer_id IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    COUNT(bought.customer_id) AS told
  FROM customers
  LEFT JOIN bought ON bought.customer_id = customers.customer_id
  UNION ALL
  SELECT 'contact_long_before' AS slug,
    CAST(SUM(CASE
      WHEN v_days_between(interactions.day, first_day.day) > $before THEN 1 ELSE 0
    END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM interactions
  CROSS JOIN first_day
  UNION ALL
  SELECT 'answer_long_before' AS slug,
    CAST(SUM(CASE
      WHEN v_days_between(answers.day, first_day.day) > $before THEN 1 ELSE 0
    END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM answers
  CROSS JOIN first_day
  UNION ALL
  SELECT 'left_without_event' AS slug,
    CAST(SUM(CASE WHEN event IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among,
    (SELECT COUNT(*) FROM gone) AS told
  FROM announced
  WHERE word IN ('yes', 'true', '1', 'y', 'sí', 'si')
  UNION ALL
  SELECT 'stays_with_event' AS slug,
    COUNT(event) AS found,
    COUNT(*) AS among,
    (SELECT COUNT(*) FROM gone) AS told
  FROM announced
  WHERE word IN ('no', 'false', '0', 'n')
  UNION ALL
  SELECT 'began_on_last_day' AS slug,
    CAST(SUM(CASE WHEN started = $as_of THEN 1 ELSE 0 END) AS BIGINT) AS found,
    COUNT(*) AS among, 1 AS told
  FROM subscriptions
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
"""`told` is 0 where nothing of the other side is there to compare with: then nothing is said."""

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
OWN = """
SELECT
  COUNT(*) AS customers,
  COUNT(first_contact) AS first_contact,
  COUNT(channel) AS channel,
  COUNT(country) AS country,
  COUNT(gender) AS gender,
  COUNT(birth_year) AS birth_year
FROM customers
"""
BEFORE = 365
"""Days before the first order of all; what is older is of another time, or of another calendar."""


def data_quality(snapshot: Snapshot) -> DataQuality:
    """Every anomaly that the data allow to look for, those not found among them."""
    found = [
        Anomaly(str(slug), int(times), int(among))
        for slug, times, among, told in snapshot.rows(ANOMALIES, before=BEFORE)
        if among and told
    ]
    missing = [Missing(str(n), int(m), int(c)) for n, m, c in snapshot.rows(ATTRIBUTES)]
    known = {name: int(column[0]) for name, column in snapshot.columns(OWN).items()}
    everybody = known.pop("customers")
    own = [Missing(name, everybody - some, everybody) for name, some in known.items() if some]
    return DataQuality(tuple(found), (*own, *missing))
