"""What customers buy again, and when they will need it.

The rank of a product that somebody has is log(1 + w) + popularity, w their purchases of it with
each one fading by the baskets since: how often, how lately and how well it goes in general, in one
number. The next date comes from log-normal gaps: a customer's own mean log gap, drawn towards that
of the product, and the product's towards that of all.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.decide.offers.baskets import Baskets, Codes
from volver.domain.history import Vector

PRODUCT_PULL = 5.0
"""Gaps of the whole shop that a product's own are weighed against."""
LEAST_AGAIN = 0.05
"""Buyers of a product who came back for it, as a share; with fewer it is no matter of habit."""
LEAST_SPREAD = 0.1
"""Of log gaps: nobody is a clock."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What all customers together show of each product; shape (products,) each."""

    popularity: Vector
    """See `Baskets.popularity`."""
    back: Vector
    """Share of its buyers who came back for it."""
    log_gap: Vector
    """Mean log of the days between two purchases, drawn towards that of all products."""
    within: float
    """Variance of log gaps within a habit."""
    pull: float
    """Gaps of their own that a customer's mean is weighed against the product's."""


@dataclass(frozen=True)
class Habits:
    """One row for each customer and product that they have; by customer, then product."""

    n: Codes
    product: Codes
    times: Codes
    """Baskets with it."""
    weight: Vector
    """The same, each fading by the customer's later baskets."""
    first: Codes
    """Day of the first purchase."""
    last: Codes
    """Day of the last purchase."""
    log_gap: Vector
    """The expected log of the days between two purchases."""
    spread: Vector
    """Standard deviation of the log of the next gap, that mean's own doubt included."""
    rank: Vector
    """The greater, the sooner in the list."""
    again: NDArray[np.bool_]
    """Whether it is bought again at all: by this customer, or by enough of its buyers."""
    start: NDArray[np.int64]
    """Where each customer's rows begin. Shape (customers + 1,)."""
    as_of: int
    usual: Usual

    def first_of(self, n: int, product: int) -> int:
        """The day on which a customer first bought a product that they have."""
        begin, end = self.start[[n, n + 1]].tolist()
        return int(self.first[begin + np.searchsorted(self.product[begin:end], product)])

    def due(self, rows: NDArray[np.intp], level: float) -> tuple[Vector, Vector, Vector]:
        """Days from the observation date to the next purchase: low, median, high.

        Given that none has come since the last one; 0.5 and its like are parts of a day.
        """
        ends = ((1 - level) / 2, 0.5, (1 + level) / 2)
        low, middle, high = (self._wait(rows, share) for share in ends)
        return low, middle, high

    def chance(self, rows: NDArray[np.intp], days: float) -> Vector:
        """That the gap ends within so many days, for those who do buy it again."""
        from scipy.special import ndtr

        waited = (self.as_of - self.last[rows]).astype(np.float64)
        still = ndtr(-self._z(rows, waited))
        return np.asarray(
            1 - np.divide(ndtr(-self._z(rows, waited + days)), still, out=np.zeros(len(rows)),
                          where=still > 0)
        )  # fmt: skip

    def _wait(self, rows: NDArray[np.intp], share: float) -> Vector:
        """The day from now by which this share of gaps that are as long already has ended."""
        from scipy.special import ndtr, ndtri

        waited = (self.as_of - self.last[rows]).astype(np.float64)
        # Far beyond its usual gap, what is left of the distribution is told from its upper tail.
        left = np.maximum(ndtr(-self._z(rows, waited)), 1e-300) * (1 - share)
        whole = np.exp(self.log_gap[rows] - self.spread[rows] * ndtri(left))
        return np.asarray(np.maximum(whole - waited, 0.0))

    def _z(self, rows: NDArray[np.intp], days: Vector) -> Vector:
        log = np.log(np.maximum(days, 1e-9))
        return np.asarray((log - self.log_gap[rows]) / self.spread[rows])


def habits(bought: Baskets, usual: Usual | None = None) -> Habits:
    """The habits that a log of baskets shows.

    usual: what all customers show, where the log is that of some; None: learnt from the log.
    """
    order = np.lexsort((bought.day, bought.product, bought.n))
    n, product, day = bought.n[order], bought.product[order], bought.day[order]
    new = np.ones(len(n), np.bool_)
    new[1:] = (np.diff(n) != 0) | (np.diff(product) != 0)
    begins = np.flatnonzero(new)
    row = np.cumsum(new) - 1
    rows = len(begins)
    times = np.diff(np.append(begins, len(n)))
    weight = _sums(row, bought.weight[order].astype(np.float64), rows)
    logs = np.log(np.maximum(np.diff(day, prepend=day[:1]), 1))
    logs[begins] = 0.0  # a first purchase ends no gap
    sums, squares = _sums(row, logs, rows), _sums(row, logs**2, rows)
    who, what = n[begins], product[begins]
    usual = usual or _usual(bought, what, times, sums, squares)
    count = (times - 1).astype(np.float64)
    log_gap = (sums + usual.pull * usual.log_gap[what]) / (count + usual.pull)
    spread = np.sqrt(usual.within + usual.within / (count + usual.pull))
    return Habits(
        n=who,
        product=what,
        times=times.astype(np.int32),
        weight=weight,
        first=day[begins],
        last=day[np.append(begins[1:], len(n)) - 1] if rows else day,
        log_gap=log_gap,
        spread=spread,
        rank=np.log1p(weight) + usual.popularity[what],
        again=(times > 1) | (usual.back[what] >= LEAST_AGAIN),
        start=np.searchsorted(who, np.arange(bought.customers + 1)).astype(np.int64),
        as_of=bought.as_of,
        usual=usual,
    )


def _sums(row: NDArray[np.intp], what: Vector, rows: int) -> Vector:
    return np.bincount(row, what, rows).astype(np.float64)


def _usual(
    bought: Baskets, product: Codes, times: NDArray[np.int64], sums: Vector, squares: Vector
) -> Usual:
    """What the habits of all customers have in common.

    product, times: of each habit; sums, squares: of the logs of its gaps. Shrinkage of a normal
    mean with variance components by the analysis of variance: within a habit, and between habits
    of one product.

    Source: Searle, Casella & McCulloch (1992), Variance Components, chapter 3.
    """
    products = len(bought.products.ids)
    buyers = np.maximum(np.bincount(product, minlength=products), 1)
    back = np.bincount(product, times > 1, products) / buyers
    count = (times - 1).astype(np.float64)
    total = max(count.sum(), 1.0)
    overall = sums.sum() / total
    of_product = np.bincount(product, count, products)
    centre = (np.bincount(product, sums, products) + PRODUCT_PULL * overall) / (
        of_product + PRODUCT_PULL
    )
    has = count > 0
    own = np.divide(sums, count, out=np.zeros(len(count)), where=has)
    within = (squares - count * own**2).sum() / max(float((count - 1)[has].sum()), 1.0)
    within = max(float(within), LEAST_SPREAD**2)
    apart = (count * (own - centre[product]) ** 2).sum()
    between = max(float((apart - within * has.sum()) / total), 1e-6)
    return Usual(bought.popularity, back, centre, within, within / between)
