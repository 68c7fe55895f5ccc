"""Income less the cost of serving, customer by customer; and what losing one costs."""

from volver.describe.formulas.year import money
from volver.domain.estimate import NotEnough
from volver.domain.formulas import Kind, Profit, ProfitRow, Replacing, Stay, Year
from volver.store.snapshot import Snapshot

SHOWN = 10
"""Customers with the largest losses that are shown."""

GROUPS = """
SELECT
  kind,
  COUNT(*) AS customers,
  CAST(SUM(income) AS DECIMAL(18,4)) AS income,
  CAST(SUM(service) AS DECIMAL(18,4)) AS service
FROM (
  SELECT
    CASE
      WHEN orders > 0 AND income >= service THEN 'profit'
      WHEN orders > 0 THEN 'loss'
      WHEN rows_of_orders > 0 THEN 'kept_nothing'
      ELSE 'no_order'
    END AS kind,
    income,
    service
  FROM (
    SELECT
      customer_id,
      SUM(orders) AS orders, SUM(rows_of_orders) AS rows_of_orders,
      SUM(income) AS income, SUM(service) AS service
    FROM (
      SELECT
        customer_id,
        CASE WHEN is_order THEN 1 ELSE 0 END AS orders,
        1 AS rows_of_orders,
        margin AS income,
        CAST(0 AS DECIMAL(18,4)) AS service
      FROM net_orders
      UNION ALL
      SELECT customer_id, 0, 0, CAST(0 AS DECIMAL(18,4)), cost FROM service_costs
    ) AS moves
    GROUP BY customer_id
  ) AS people
) AS placed
GROUP BY kind
"""
LOWEST = """
SELECT
  histories.customer_id,
  histories.margin_to_date AS income,
  CAST(served.service AS DECIMAL(18,4)) AS service
FROM histories
JOIN (
  SELECT customer_id, SUM(cost) AS service FROM service_costs GROUP BY customer_id
) AS served
  ON served.customer_id = histories.customer_id
ORDER BY histories.margin_to_date - served.service, histories.n
LIMIT $most
"""


def profit(snapshot: Snapshot) -> Profit:
    """Everybody who has ordered or cost something, to date, in groups that sum to the total.

    Income is margin on the snapshot's basis. A contact of nobody known is nobody's cost.
    """
    found = {row[0]: row[1:] for row in snapshot.rows(GROUPS)}
    groups = tuple(
        ProfitRow(kind.value, int(found[kind][0]), money(found[kind][1]), money(found[kind][2]))
        for kind in Kind
        if kind in found
    )
    least = [
        ProfitRow(str(customer), 1, money(income), money(service))
        for customer, income, service in snapshot.rows(LOWEST, most=SHOWN)
    ]
    return Profit(groups, tuple(row for row in least if row.profit < 0))


def replacing(year: Year | NotEnough, stay: Stay | NotEnough) -> Replacing | NotEnough:
    """What it costs to lose a customer and win another, against what it costs to keep one."""
    if isinstance(year, NotEnough):
        return year
    if isinstance(stay, NotEnough):
        return stay
    if year.acquisition is None or not year.new:
        return NotEnough("a CAC needs spend to acquire, and customers won in the year", 1, 0)
    if not stay.retention_spend or stay.retention_spend < 0:
        return NotEnough("the cost of keeping needs spend to retain, in the span", 1, 0)
    if not stay.kept or not stay.won:
        return NotEnough("no span has both customers kept and customers won", 1, 0)
    return Replacing(
        cac=float(year.acquisition) / year.new,
        lost_margin=float(stay.kept_margin) / stay.kept,
        won_margin=float(stay.won_margin) / stay.won,
        retention_cost=float(stay.retention_spend) / stay.kept,
        days=stay.days,
    )
