"""What the accepted lines hold, in one scan: enough to choose views and to date a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from volver.domain.money import Basis
from volver.store.orders import OrderLines, rates_sql
from volver.store.snapshot import with_views
from volver.store.views import Shape, costed_lines
from volver.store.views.company import company_views


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts and sums over all accepted lines; money in reporting currency."""

    lines: int
    first_day: date | None
    last_day: date | None
    has_order_ids: bool
    has_refunds: bool
    has_cost: bool
    """Or a line's product has one, where its lines have none."""
    lines_without_cost: int
    """Neither their own nor their product's."""
    anonymous_lines: int
    anonymous_revenue: float
    revenue: float
    """Of the whole company, lines without a customer included."""
    has_attributes: bool = False
    """Whether any line says what group its customer belongs to."""
    lines_by_product: int = 0
    """Those that have the cost of their product, and none of their own."""

    def shape(self, basis: Basis, has_rates: bool = False) -> Shape:
        """The views that such lines need."""
        return Shape(
            basis, self.has_order_ids, self.has_refunds, self.has_attributes,
            self.lines_by_product > 0, has_rates,
        )  # fmt: skip


FACTS = """
SELECT
  COUNT(*), MIN(day), MAX(day),
  COUNT(order_id) > 0,
  COALESCE(MAX(CASE WHEN is_refund THEN 1 ELSE 0 END), 0) > 0,
  COUNT(cost) > 0,
  COUNT(*) - COUNT(cost),
  COUNT(*) - COUNT(customer_id),
  CAST(COALESCE(SUM(CASE WHEN customer_id IS NULL THEN revenue END), 0) AS DOUBLE),
  CAST(COALESCE(SUM(revenue), 0) AS DOUBLE),
  COUNT(attributes) > 0,
  CAST(COALESCE(SUM(CASE WHEN is_by_product THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM costed_lines
WHERE day <= COALESCE($as_of, DATE '9999-12-31')
"""

UNRATED = """
SELECT lines.category, COUNT(*) AS times
FROM lines
LEFT JOIN margin_rates
  ON margin_rates.category = lines.category
WHERE day <= $as_of AND margin_rates.rate IS NULL
GROUP BY lines.category
ORDER BY times DESC, v_bytewise(lines.category)
"""


def facts(
    orders: OrderLines, as_of: date | None = None, company: Mapping[str, str] | None = None
) -> Facts:
    """The facts of the lines known on a day, or of all; company: as in a snapshot."""
    known = {"lines": orders.sql, **company_views(company or {})}
    known["costed_lines"] = costed_lines(by_product="products" in (company or {}))
    sql = with_views(FACTS, known)
    return Facts(*orders.engine.rows(sql, {"as_of": as_of})[0])


def unrated(orders: OrderLines, rates: Mapping[str, float], as_of: date) -> dict[str | None, int]:
    """Lines of categories that the rates do not name, most lines first."""
    sql = with_views(UNRATED, {"lines": orders.sql, "margin_rates": rates_sql(rates)})
    return dict(orders.engine.rows(sql, {"as_of": as_of}))
