"""What metrics are counted from: rows by period, the parts that are summed, the splits of its own.

A source is prepared once for a snapshot (`Snapshot.keep`), wherever its views lie; what is asked of
it then is one query of short answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from volver.domain.measure import Period
from volver.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that parts are summed over."""

    name: str
    rows: str
    """The query of the rows; it names `periods` or `spans`, and each row has its `period`."""
    parts: Mapping[str, str]
    """Aggregate expressions over the rows, by name."""
    prepare: Callable[[Snapshot], object]
    needs: str
    """The table without which there is nothing to count."""
    key: str | None = None
    """The column that finds the customer's level; None: no row has a customer."""
    own: Mapping[str, str] = field(default_factory=dict)
    """Splits by a column of its own."""
    by_month: str = ""
    """The rows where a period is a month and each has one already."""
    only_whole: bool = False
    """It is as of one day, and has no periods."""
    begins: str = ""
    """The query of the first month of all: before it nothing is known."""

    def rows_by(self, period: Period) -> str:
        """The query of the rows for one length of period."""
        return self.by_month if period == "month" and self.by_month else self.rows


_WIDE = """
SELECT
  customer_months.n,
  periods.period,
  {columns}
FROM customer_months
JOIN periods ON periods.month = customer_months.month
"""
_MONEY = ("order_revenue", "gross_revenue", "revenue", "margin")
_COUNTS = ("orders", "placed", "returned")
_SINGLE = ",\n  ".join(f"customer_months.{name}" for name in ("is_first", *_COUNTS, *_MONEY))
_SUMMED = ",\n  ".join(
    [
        "MAX(customer_months.is_first) AS is_first",
        *(f"CAST(SUM(customer_months.{x}) AS BIGINT) AS {x}" for x in _COUNTS),
        *(f"CAST(SUM(customer_months.{x}) AS DECIMAL(18,4)) AS {x}" for x in _MONEY),
    ]
)
_GROUPED = "GROUP BY customer_months.n, periods.period"


def product(one: str, other: str) -> str:
    """The product of two columns of four decimals: exact, and wide enough beyond 100,000."""
    return f"CAST({one} AS DECIMAL(19,4)) * {other}"


_ORDERED = "CASE WHEN orders > 0 THEN 1 ELSE 0 END"

FIRST_MONTH = "SELECT MIN(month) FROM customer_months"
ORDERS = Source(
    name="orders",
    rows=_WIDE.format(columns=_SUMMED) + _GROUPED,
    by_month=_WIDE.format(columns=_SINGLE),
    key="n",
    needs="orders",
    prepare=Snapshot.with_months,
    begins=FIRST_MONTH,
    parts={
        "customers": f"SUM({_ORDERED})",
        "new_customers": "SUM(is_first)",
        "returning_customers": "SUM(CASE WHEN orders > 0 AND is_first = 0 THEN 1 ELSE 0 END)",
        "orders": "SUM(orders)",
        "orders2": "SUM(orders * orders)",
        "placed": "SUM(placed)",
        "placed2": "SUM(placed * placed)",
        "payers": "SUM(CASE WHEN placed > 0 THEN 1 ELSE 0 END)",
        "returned": "SUM(returned)",
        "gross_revenue": "SUM(gross_revenue)",
        "gross2": "SUM(CASE WHEN placed > 0"
        f" THEN {product('gross_revenue', 'gross_revenue')} ELSE 0 END)",
        "gross_placed": "SUM(gross_revenue * placed)",
        "refunds": "SUM(gross_revenue) - SUM(revenue)",
        "revenue": "SUM(revenue)",
        "revenue2": f"SUM({product('revenue', 'revenue')})",
        "margin": "SUM(margin)",
        "margin2": f"SUM({product('margin', 'margin')})",
        "margin_revenue": f"SUM({product('margin', 'revenue')})",
        "order_revenue": "SUM(order_revenue)",
        "order_revenue2": f"SUM({product('order_revenue', 'order_revenue')})",
        "order_revenue_orders": "SUM(order_revenue * orders)",
        "rows": "COUNT(*)",
    },
)

ORDER_ROWS = """
SELECT
  COALESCE(histories.n, -1) AS n,
  v_month(net_orders.day) AS month,
  net_orders.gross_revenue,
  net_orders.revenue
FROM net_orders
LEFT JOIN histories ON histories.customer_id = net_orders.customer_id
WHERE net_orders.is_order
"""
BASKETS = Source(
    name="baskets",
    rows="""
SELECT order_rows.n, periods.period, order_rows.gross_revenue, order_rows.revenue
FROM order_rows
JOIN periods ON periods.month = order_rows.month
""",
    key="n",
    needs="orders",
    prepare=lambda snapshot: snapshot.keep("order_rows", ORDER_ROWS),
    parts={
        "baskets": "COUNT(*)",
        "middle": "v_median(revenue)",
        "gross_middle": "v_median(gross_revenue)",
    },
)

FIRSTS = Source(
    name="firsts",
    rows="""
SELECT histories.n, periods.period, histories.repeat_count
FROM histories
JOIN periods ON periods.month = v_month(histories.first_order)
""",
    key="n",
    needs="orders",
    prepare=lambda snapshot: snapshot,
    parts={
        "customers": "COUNT(*)",
        "repeaters": "SUM(CASE WHEN repeat_count > 0 THEN 1 ELSE 0 END)",
    },
)

SERVICE_MONTHS = """
SELECT
  COALESCE(histories.n, -1) AS n,
  v_month(service_costs.day) AS month,
  CAST(SUM(service_costs.cost) AS DECIMAL(18,4)) AS cost
FROM service_costs
LEFT JOIN histories ON histories.customer_id = service_costs.customer_id
GROUP BY COALESCE(histories.n, -1), v_month(service_costs.day)
"""


def _profit(snapshot: Snapshot) -> Snapshot:
    return snapshot.with_months().keep("service_months", SERVICE_MONTHS)


PROFIT = Source(
    name="profit",
    rows="""
SELECT earned.n, periods.period, earned.margin, earned.cost
FROM (
  SELECT n, month, margin, CAST(0 AS DECIMAL(18,4)) AS cost FROM customer_months
  UNION ALL
  SELECT n, month, CAST(0 AS DECIMAL(18,4)) AS margin, cost FROM service_months
) AS earned
JOIN periods ON periods.month = earned.month
""",
    key="n",
    needs="service_costs",
    prepare=_profit,
    parts={
        "cost": "SUM(cost)",
        "profit": "SUM(margin) - SUM(cost)",
        "rows": "COUNT(*)",
    },
)

PRODUCTS = Source(
    name="products",
    rows="""
SELECT
  periods.period, product_months.product_id, product_months.category, product_months.lines,
  product_months.gross_revenue, product_months.revenue, product_months.margin
FROM product_months
JOIN periods ON periods.month = product_months.month
""",
    needs="orders",
    prepare=Snapshot.with_products,
    own={"category": "category", "product": "product_id"},
    parts={
        "lines": "SUM(lines)",
        "revenue": "SUM(revenue)",
        "margin": "SUM(margin)",
        "refunds": "SUM(gross_revenue) - SUM(revenue)",
        "gross_revenue": "SUM(gross_revenue)",
        "rows": "COUNT(*)",
    },
)

ATTENDED_ORDERS = """
WITH attended AS (
  SELECT
    net_orders.customer_id, net_orders.day, net_orders.revenue, net_orders.margin,
    interactions.channel, interactions.agent,
    ROW_NUMBER() OVER (
      PARTITION BY net_orders.customer_id, net_orders.order_key
      ORDER BY interactions.opened_at DESC, v_bytewise(interactions.interaction_id)
    ) AS place
  FROM net_orders
  JOIN interactions ON interactions.customer_id = net_orders.customer_id
  WHERE net_orders.is_order
    AND interactions.agent IS NOT NULL
    AND interactions.day <= net_orders.day
    AND v_days_between(interactions.day, net_orders.day) <= $days
)
SELECT
  COALESCE(histories.n, -1) AS n,
  v_month(attended.day) AS month,
  attended.channel AS contact_channel,
  attended.agent,
  attended.revenue,
  attended.margin
FROM attended
LEFT JOIN histories ON histories.customer_id = attended.customer_id
WHERE attended.place = 1
"""
DAYS = 7
"""So long a contact is taken to be behind what follows it: an order, an answer, another contact."""

ATTENDED = Source(
    name="attended",
    rows="""
SELECT
  attended_orders.n, periods.period, attended_orders.contact_channel, attended_orders.agent,
  attended_orders.revenue, attended_orders.margin
FROM attended_orders
JOIN periods ON periods.month = attended_orders.month
""",
    key="n",
    needs="interactions",
    prepare=lambda snapshot: snapshot.keep("attended_orders", ATTENDED_ORDERS, days=DAYS),
    own={"agent": "agent", "contact_channel": "contact_channel"},
    parts={
        "attended": "COUNT(*)",
        "revenue": "SUM(revenue)",
        "margin": "SUM(margin)",
    },
)

ALIVE = Source(
    name="alive",
    rows="""
SELECT n, 0 AS period, v_money(p_alive) AS p_alive
FROM forecasts
WHERE p_alive IS NOT NULL
""",
    key="n",
    needs="forecasts",
    prepare=lambda snapshot: snapshot,
    only_whole=True,
    parts={
        "known": "COUNT(*)",
        "gone": "COUNT(*) - SUM(p_alive)",
        "gone2": f"COUNT(*) - 2 * SUM(p_alive) + SUM({product('p_alive', 'p_alive')})",
    },
)
