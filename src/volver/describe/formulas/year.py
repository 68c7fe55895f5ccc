"""The figures that formulas are made of, from orders, spend and costs to serve."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from volver.domain.estimate import NotEnough
from volver.domain.formulas import Parts, Stay, Year
from volver.domain.time import DAYS_PER_MONTH, DiscountRate, Horizon
from volver.store.snapshot import Snapshot

YEAR_DAYS = 365
SPANS = (365, 182, 91)
"""Days of the spans that tell who stayed: a year where the data hold two, else less."""

SPANNED = """
WITH spans AS (
  SELECT
    net_orders.customer_id,
    MIN(histories.first_order) AS first_order,
    SUM(CASE WHEN net_orders.is_order AND net_orders.day > $start THEN 1 ELSE 0 END) AS orders,
    SUM(CASE
      WHEN net_orders.is_order AND net_orders.day > $start
        AND net_orders.day > histories.first_order
      THEN 1 ELSE 0
    END) AS repeat_orders,
    SUM(CASE
      WHEN net_orders.is_order AND net_orders.day > $origin AND net_orders.day <= $until
      THEN 1 ELSE 0
    END) AS sooner,
    SUM(CASE WHEN net_orders.is_order AND net_orders.day > $until THEN 1 ELSE 0 END) AS later,
    SUM(CASE WHEN net_orders.day > $start THEN net_orders.gross_revenue ELSE 0 END)
      AS gross_revenue,
    SUM(CASE WHEN net_orders.day > $start THEN net_orders.revenue ELSE 0 END) AS revenue,
    SUM(CASE WHEN net_orders.day > $start THEN net_orders.margin ELSE 0 END) AS margin,
    SUM(CASE WHEN net_orders.day > $until THEN net_orders.margin ELSE 0 END) AS later_margin
  FROM net_orders
  LEFT JOIN histories ON histories.customer_id = net_orders.customer_id
  WHERE net_orders.day > $start OR net_orders.day > $origin
  GROUP BY net_orders.customer_id
)
SELECT
  CAST(SUM(CASE WHEN orders > 0 THEN 1 ELSE 0 END) AS BIGINT) AS customers,
  CAST(SUM(CASE WHEN first_order > $start THEN 1 ELSE 0 END) AS BIGINT) AS new,
  CAST(SUM(orders) AS BIGINT) AS orders,
  CAST(SUM(repeat_orders) AS BIGINT) AS repeat_orders,
  CAST(SUM(gross_revenue) AS DECIMAL(18,4)) AS gross_revenue,
  CAST(SUM(revenue) AS DECIMAL(18,4)) AS revenue,
  CAST(SUM(margin) AS DECIMAL(18,4)) AS margin,
  CAST(SUM(CASE WHEN sooner > 0 THEN 1 ELSE 0 END) AS BIGINT) AS before,
  CAST(SUM(CASE WHEN sooner > 0 AND later > 0 THEN 1 ELSE 0 END) AS BIGINT) AS kept,
  CAST(SUM(CASE WHEN sooner > 0 AND later > 0 THEN later_margin ELSE 0 END) AS DECIMAL(18,4))
    AS kept_margin,
  CAST(SUM(CASE WHEN first_order > $until THEN 1 ELSE 0 END) AS BIGINT) AS won,
  CAST(SUM(CASE WHEN first_order > $until THEN later_margin ELSE 0 END) AS DECIMAL(18,4))
    AS won_margin
FROM spans
"""
SPREAD = """
SELECT CAST(SUM(revenue) AS DOUBLE) AS revenue, CAST(SUM(margin) AS DOUBLE) AS margin
FROM net_orders
WHERE day > $start
GROUP BY customer_id
"""
"""By customer; squared here, since engines' decimals overflow and their sums of doubles differ."""
COSTS = """
SELECT
  SUM(acquire) AS acquire, SUM(retain) AS retain, SUM(service) AS service
FROM (
  SELECT
    SUM(CASE WHEN purpose = 'acquire' AND day > $start THEN amount END) AS acquire,
    SUM(CASE WHEN purpose = 'retain' AND day > $until THEN amount END) AS retain,
    CAST(NULL AS DECIMAL(18,4)) AS service
  FROM spend
  UNION ALL
  SELECT
    CAST(NULL AS DECIMAL(18,4)) AS acquire,
    CAST(NULL AS DECIMAL(18,4)) AS retain,
    SUM(CASE WHEN day > $start THEN cost END) AS service
  FROM service_costs
) AS costs
"""

NAMES = (
    "customers", "new", "orders", "repeat_orders", "gross_revenue", "revenue", "margin",
    "before", "kept", "kept_margin", "won", "won_margin",
    "acquire", "retain", "service",
)  # fmt: skip
"""Columns of both queries, in their order."""


def look_back(snapshot: Snapshot) -> tuple[Year | NotEnough, Stay | NotEnough]:
    """The last year, and who stayed from one span to the next."""
    seen = (snapshot.as_of - snapshot.first_day).days + 1
    days = next((span for span in SPANS if 2 * span <= seen), SPANS[-1])
    start, until = (snapshot.as_of - timedelta(days=back) for back in (YEAR_DAYS, days))
    origin = until - timedelta(days=days)
    spanned = snapshot.rows(SPANNED, start=start, until=until, origin=origin)[0]
    costs = snapshot.rows(COSTS, start=start, until=until)[0]
    row = dict(zip(NAMES, (*spanned, *costs), strict=True))
    spread = snapshot.columns(SPREAD, start=start)
    return _year(snapshot, row, spread, seen), _stay(row, days, seen)


def _year(
    snapshot: Snapshot, row: Mapping[str, Any], spread: Mapping[str, NDArray[Any]], seen: int
) -> Year | NotEnough:
    if seen < YEAR_DAYS:
        return NotEnough("purchases a year need a year of orders, in days", YEAR_DAYS, seen)
    if not row["customers"]:
        return NotEnough("nobody has ordered in the last year", 1, 0)
    return Year(
        first=snapshot.as_of - timedelta(days=YEAR_DAYS - 1),
        last=snapshot.as_of,
        customers=int(row["customers"]),
        new=int(row["new"]),
        orders=int(row["orders"]),
        repeat_orders=int(row["repeat_orders"]),
        gross_revenue=money(row["gross_revenue"]),
        revenue=money(row["revenue"]),
        margin=money(row["margin"]),
        acquisition=known(row["acquire"]),
        # Unit costs of which none is stated add up to nothing.
        service=known(row["service"]) or None,
        revenue_error=_error(spread["revenue"], int(row["customers"])),
        margin_error=_error(spread["margin"], int(row["customers"])),
    )


def _stay(row: Mapping[str, Any], days: int, seen: int) -> Stay | NotEnough:
    if seen < 2 * days:
        return NotEnough("who stays is seen in two spans of orders, in days", 2 * days, seen)
    if not row["before"]:
        return NotEnough("nobody has ordered in the span that customers stay from", 1, 0)
    return Stay(
        days=days,
        before=int(row["before"]),
        kept=int(row["kept"]),
        kept_margin=money(row["kept_margin"]),
        won=int(row["won"]),
        won_margin=money(row["won_margin"]),
        retention_spend=known(row["retain"]),
    )


def money(figure: object) -> Decimal:
    """An amount as the engine adds it up."""
    return figure if isinstance(figure, Decimal) else Decimal(str(figure))


def known(figure: object) -> Decimal | None:
    """The same, where there is any."""
    return None if figure is None else money(figure)


def _error(money_of: NDArray[Any], customers: int) -> float:
    """Standard error of a mean per customer, over that mean.

    money_of: of everybody with an order or a refund in the year; shape (n,), in any order.
    """
    held = np.sort(money_of.astype(np.float64))  # so that no order of rows can matter
    mean = held.sum() / customers
    if customers < 2 or not mean:
        return 0.0
    variance = max(float(held @ held) / customers - mean**2, 0.0) * customers / (customers - 1)
    return sqrt(variance / customers) / abs(float(mean))


def parts_of(
    year: Year | NotEnough,
    stay: Stay | NotEnough,
    horizon: Horizon,
    rate: DiscountRate,
    is_margin: bool,
) -> Parts | NotEnough:
    """One average customer; is_margin: whether a cost of goods is in the margin."""
    if isinstance(year, NotEnough):
        return year
    if isinstance(stay, NotEnough):
        return stay
    if stay.kept == stay.before:
        return NotEnough("nobody has stayed away, and 1 / churn has no end", 1, 0)
    revenue = float(year.revenue)
    return Parts(
        gross_order=float(year.gross_revenue) / year.orders,
        net_order=revenue / year.orders,
        orders_per_year=year.orders / year.customers,
        repeat_orders_per_year=year.repeat_orders / year.customers,
        retention=stay.retention,
        years=stay.years,
        months=months_of(horizon),
        rate=rate.annual,
        margin_share=float(year.margin) / revenue if is_margin and revenue else None,
        service_per_year=None if year.service is None else float(year.service) / year.customers,
        cac=None
        if year.acquisition is None or not year.new
        else float(year.acquisition) / year.new,
    )


def months_of(horizon: Horizon) -> int:
    """Whole months of a horizon, to the nearest, and at least one.

    >>> months_of(Horizon.parse("1y")), months_of(Horizon.parse("7d"))
    (12, 1)
    """
    return max(1, round(horizon.days / DAYS_PER_MONTH))
