"""Every product with the price that is advised, what holds it back, and what it would bring.

Where sales follow the price beyond doubt, the best price follows from the elasticity; where they do
not, nothing is advised and the reason is told, unless a person wants a change: then it shows how
far the limits let it go, and what it costs if nobody buys more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise

import numpy as np

from volver.decide.offers.elasticity import (
    Elasticity,
    Sold,
    best_price,
    drawn_together,
    elasticity,
)
from volver.decide.offers.price_ledger import Asked, PriceLedger
from volver.decide.offers.prices import CENT, PriceAdvice, PriceLimits, advise
from volver.domain.estimate import Answer, Estimate, NotEnough
from volver.domain.priced import Priced, Reduction
from volver.domain.product import Catalogue, Product
from volver.store.snapshot import Snapshot

SALES = """
SELECT
  product_id,
  day,
  CAST(SUM(times) AS BIGINT) AS times,
  CAST(SUM(revenue) AS DOUBLE) AS revenue
FROM product_lines
WHERE NOT is_refund AND NOT product_id = ''
GROUP BY product_id, day
ORDER BY v_bytewise(product_id), day
"""
YEAR = timedelta(days=365)
NO_HISTORY = NotEnough("nothing is known of earlier prices: a file of them would tell", 1, 0)
Elasticities = Mapping[str, Elasticity | NotEnough]
"""By category."""


@dataclass(frozen=True, slots=True)
class Sales:
    """What was sold of one product, by day."""

    days: tuple[date, ...]
    times: tuple[int, ...]
    """Lines of orders: how many pieces stood in one is not known."""
    revenue: tuple[float, ...]

    def since(self, day: date) -> float:
        """Revenue after a day."""
        return sum(v for d, v in zip(self.days, self.revenue, strict=True) if d > day)


@dataclass(frozen=True, slots=True)
class Want:
    """What somebody wants of prices."""

    change: Decimal | None = None
    """Share of the price: -0.1 is a tenth less. None: what brings most, where that is known."""
    inputs: tuple[str, ...] = ()
    """What is known of customers that decides who gets the price."""
    personal: bool = False
    share: float = 1.0
    """Of customers who get it, taken to be their share of what is sold."""


def sales(snapshot: Snapshot) -> dict[str, Sales]:
    """By product; lines without one are left out."""
    found: dict[str, list[tuple[date, int, float]]] = {}
    for product, day, times, revenue in snapshot.rows(SALES):
        found.setdefault(str(product), []).append((day, int(times), float(revenue)))
    return {product: Sales(*zip(*rows, strict=True)) for product, rows in found.items()}


def ledgers(prices: Sequence[tuple[str, date, Decimal]]) -> dict[str, PriceLedger]:
    """A ledger for each product. prices: product, first day and price, in the order of days."""
    found: dict[str, list[Asked]] = {}
    for product, day, price in prices:
        found.setdefault(product, []).append(Asked(product, day, price))
    return {product: PriceLedger(tuple(rows)) for product, rows in found.items()}


def elasticities(
    products: Catalogue, sold: Mapping[str, Sales], known: Mapping[str, PriceLedger], as_of: date,
    level: float,
) -> Elasticities:  # fmt: skip
    """By category, drawn to each other; NotEnough where the data cannot tell."""
    found: dict[str, Elasticity | NotEnough] = {}
    for category in sorted({one.category for one in products.values()}):
        members = [one for one in products.values() if one.category == category]
        rows = [row for one in members for row in _weeks(one, sold, known, as_of)]
        found[category] = _of(rows, level) if rows else NO_HISTORY
    usable = {name: one for name, one in found.items() if isinstance(one, Elasticity)}
    return {**found, **drawn_together(usable)}


def price_list(
    products: Catalogue,
    sold: Mapping[str, Sales],
    known: Mapping[str, PriceLedger],
    found: Elasticities,
    limits: PriceLimits,
    as_of: date,
    want: Want,
) -> tuple[Priced, ...]:
    """Every product of the catalogue, those first of which most was sold in a year.

    known: ledgers by product. as_of: the last day whose facts count; prices are advised from the
    day after it on.
    """
    day, nothing = as_of + timedelta(days=1), Sales((), (), ())
    rows = []
    for product in products.values():
        of_it = known.get(product.product_id, PriceLedger())
        own = found[product.category]
        current = of_it.on(product.product_id, day) or product.price
        best = own if isinstance(own, NotEnough) else best_price(float(product.cost), own)
        refused = None if isinstance(best, float) else best
        wanted = current
        if want.change is not None:
            # To the cent, towards today's price: a tenth less is no more than a tenth less.
            towards = ROUND_CEILING if want.change < 0 else ROUND_FLOOR
            wanted = (current * (1 + want.change)).quantize(CENT, towards)
        elif isinstance(best, float):
            wanted = Decimal(str(round(best, 2)))
        advice = advise(product, wanted, limits, of_it, day, want.inputs, want.personal)
        usable = own if refused is None and isinstance(own, Elasticity) else None
        revenue = sold.get(product.product_id, nothing).since(as_of - YEAR)
        gain = _gain(product, advice, usable, want.share * revenue)
        rows.append(
            Priced(
                product,
                advice.current,
                advice.price,
                advice.floor,
                advice.ceiling,
                _reduction(advice),
                advice.must_disclose,
                _estimate(own),
                refused,
                advice.reasons,
                revenue,
                gain,
            )
        )
    return tuple(sorted(rows, key=lambda one: (-one.revenue, one.product.product_id)))


def _estimate(found: Elasticity | NotEnough) -> Answer:
    if isinstance(found, NotEnough):
        return found
    return Estimate(found.value, found.low, found.high, found.level)


def _reduction(advice: PriceAdvice) -> Reduction | None:
    told = advice.reduction
    return None if told is None else Reduction(told.prior, told.share, told.days)


def _gain(
    product: Product, advice: PriceAdvice, found: Elasticity | None, revenue: float
) -> float | None:
    """Pieces of a year are the revenue over today's price: how many there were nobody says."""
    if advice.price is None or advice.current <= 0:
        return None
    pieces, now = revenue / float(advice.current), float(advice.current - product.cost)
    ratio = float(advice.price / advice.current)
    grown: float = 1.0 if found is None else ratio**found.value
    return pieces * (grown * float(advice.price - product.cost) - now)


Week = tuple[str, int, float, int]


def _weeks(
    product: Product, sold: Mapping[str, Sales], known: Mapping[str, PriceLedger], as_of: date
) -> list[Week]:
    """Product, weeks before the last day, list price and lines sold; whole weeks at one price."""
    name = product.product_id
    ledger, of_it = known.get(name), sold.get(name)
    if ledger is None or of_it is None or not (asked := ledger.of(name)):
        return []
    lines: dict[int, int] = {}
    for day, times in zip(of_it.days, of_it.times, strict=True):
        week = (as_of - day).days // 7
        lines[week] = lines.get(week, 0) + times
    oldest = (as_of - asked[0].day).days // 7
    moves = [now.day for before, now in pairwise(asked) if now.price != before.price]
    changed = {(as_of - day).days // 7 for day in moves if (as_of - day).days % 7 != 6}
    rows = []
    for week in range(oldest + 1):
        price = ledger.on(name, as_of - timedelta(days=7 * week + 6))
        # A week with two prices would say that sales follow the price less than they do.
        if week not in changed and price is not None and price > 0:
            rows.append((name, week, float(price), lines.get(week, 0)))
    return rows


def _of(rows: Sequence[Week], level: float) -> Elasticity | NotEnough:
    names, weeks, prices, pieces = zip(*rows, strict=True)
    product = np.unique(names, return_inverse=True)[1].astype(np.intp)
    none = np.zeros(len(rows), bool)
    return elasticity(
        Sold(product, np.array(weeks, np.intp), np.array(prices), np.array(pieces, float), none),
        level,
    )
