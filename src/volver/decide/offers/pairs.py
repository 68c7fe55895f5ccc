"""Which products are bought together more often than chance would have it, and how far apart.

Source: support, confidence and lift as Agrawal, Imielinski & Swami (1993) and Brin et al. (1997);
leverage as Piatetsky-Shapiro (1991); Fisher's exact test on one side; Benjamini & Hochberg (1995).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from volver.decide.offers.baskets import Baskets
from volver.domain.history import Vector
from volver.stats.screen import discoveries, fisher_above

LEAST_TOGETHER = 10
"""Orders or customers with both; below, a pair tells nothing."""
FALSE_SHARE = 0.05
MOST_TOLD = 5_000
"""Customers from whom the gap of a pair is learnt."""
AT_A_TIME = 1 << 26
"""Units times units that one block of products may bring together."""

Unit = Literal["orders", "customers"]
Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Pairs:
    """Pairs that go together beyond chance, each in both directions; shape (pairs,) each.

    By `first`, then by the share of those who bought it that the other adds, the largest first.
    """

    unit: Unit
    units: int
    """Orders or customers in all."""
    tested: int
    """Unordered pairs that were compared at once."""
    first: Codes
    second: Codes
    together: Codes
    """Units with both."""
    of_first: Codes
    """Units with the first."""
    of_second: Codes
    chance: Vector
    """Of so many together at least, where neither draws the other."""

    def __len__(self) -> int:
        return len(self.first)

    @property
    def support(self) -> Vector:
        """Share of units with both."""
        return np.asarray(self.together / self.units)

    @property
    def confidence(self) -> Vector:
        """Share with the second, of those with the first."""
        return np.asarray(self.together / self.of_first)

    @property
    def share_of_all(self) -> Vector:
        """Share of all units with the second."""
        return np.asarray(self.of_second / self.units)

    @property
    def lift(self) -> Vector:
        """How many times as often as if neither drew the other."""
        return np.asarray(self.confidence * self.units / self.of_second)

    @property
    def leverage(self) -> Vector:
        """Share of units with both, less what it would be if neither drew the other."""
        return np.asarray(self.support - self.of_first / self.units * self.share_of_all)

    @property
    def conviction(self) -> Vector:
        """How many times as often the first would go without the second, by chance alone."""
        without = 1 - self.confidence
        by_chance = 1 - self.share_of_all
        found = np.divide(by_chance, without, out=np.full(len(self), np.inf), where=without > 0)
        return np.asarray(found)

    @property
    def added(self) -> Vector:
        """Confidence less the share of all who have the second."""
        return np.asarray(self.confidence - self.share_of_all)

    def lift_band(self, level: float) -> tuple[Vector, Vector]:
        """Low and high of the lift; see `lift_band`."""
        return lift_band(self.together, self.of_first, self.of_second, self.units, level)

    def only(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "Pairs":
        """Some of the pairs."""
        names = ("first", "second", "together", "of_first", "of_second", "chance")
        return replace(self, **{name: getattr(self, name)[which] for name in names})

    def best(self, most: int) -> "Pairs":
        """Of each product the pairs that add most."""
        start = np.searchsorted(self.first, self.first)
        return self.only(np.arange(len(self)) - start < most)


def lift_band(
    together: NDArray[np.int32],
    first: NDArray[np.int32],
    second: NDArray[np.int32],
    units: int,
    level: float,
) -> tuple[Vector, Vector]:
    """Low and high of a lift: the delta method on its logarithm, counts multinomial.

    var log lift = 1/n11 - 1/n1 - 1/n2 + 1/N + 2 (lift - 1)/N. 0 and infinity where never together.
    """
    from scipy.special import ndtri

    seen = together > 0
    both, a, b = (np.where(seen, c, 1).astype(np.float64) for c in (together, first, second))
    lift = both * units / (a * b)
    variance = 1 / both - 1 / a - 1 / b + (1 + 2 * (lift - 1)) / units
    half = float(ndtri((1 + level) / 2)) * np.sqrt(np.maximum(variance, 0.0))
    return np.where(seen, lift * np.exp(-half), 0.0), np.where(seen, lift * np.exp(half), np.inf)


def pairs(
    bought: Baskets,
    unit: Unit,
    least: int = LEAST_TOGETHER,
    false_share: float = FALSE_SHARE,
) -> Pairs:
    """The pairs of a log of baskets that are more than chance.

    unit: what counts as together: one basket, or all that one customer ever bought. What is new
    to a customer is foretold better by customers, what sells as a bundle by baskets.
    least: units with both, below which a pair is not looked at.
    """
    within = incidence(bought, unit)
    size = np.asarray(within.sum(axis=0)).ravel().astype(np.int64)
    units = int((np.diff(within.indptr) > 0).sum())
    kept = np.flatnonzero(size >= least)
    parts: list[tuple[NDArray[np.int64], ...]] = []
    chances: list[Vector] = []
    tested = 0
    for first, second, both in _met(within[:, kept].tocsr(), least):
        a, b = size[kept[first]], size[kept[second]]
        tested += len(both)
        above = both * float(units) > a * b.astype(np.float64)
        chance = fisher_above(both[above], a[above], b[above], units)
        # A chance above the share of false ones can pass no screen.
        low = chance <= false_share
        parts.append((kept[first[above][low]], kept[second[above][low]], both[above][low]))
        chances.append(chance[low])
    first, second, both = (
        np.concatenate([np.zeros(0, np.int64), *(part[at] for part in parts)]) for at in range(3)
    )
    chance = np.concatenate([np.zeros(0), *chances])
    believed = discoveries(chance, false_share * len(chance) / max(tested, 1))
    first, second, both = first[believed], second[believed], both[believed]
    chance = np.tile(chance[believed], 2)
    one, other = np.concatenate([first, second]), np.concatenate([second, first])
    both = np.tile(both, 2)
    added = both / np.maximum(size[one], 1) - size[other] / max(units, 1)
    order = np.lexsort((other, -added, one))
    whole = (one, other, both, size[one], size[other])
    ones, others, together, of_first, of_second = (c[order].astype(np.int32) for c in whole)
    return Pairs(unit, units, tested, ones, others, together, of_first, of_second, chance[order])


def incidence(bought: Baskets, unit: Unit) -> sparse.csr_matrix:
    """1 where a unit holds a product. Shape (units, products)."""
    row = bought.basket if unit == "orders" else bought.n
    shape = (bought.count if unit == "orders" else bought.customers, len(bought.products.ids))
    ones = np.ones(len(row), np.int32)
    found = sparse.csr_matrix((ones, (row, bought.product)), shape=shape)
    found.data[:] = 1  # several baskets of one customer
    return found


def _met(
    within: sparse.csr_matrix, least: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
    """Products that met in `least` units at least, each pair once; some products at a time."""
    across = within.T.tocsr()
    held = np.diff(within.indptr).astype(np.int64)
    work = np.asarray(across @ held).ravel()  # how many meetings each product brings
    block = np.cumsum(work) // AT_A_TIME
    ends = np.flatnonzero(np.diff(block, append=-1)) + 1
    start = 0
    for end in ends.tolist():
        met = (across[start:end] @ within).tocoo()
        first, second = met.row.astype(np.int64) + start, met.col.astype(np.int64)
        enough = (met.data >= least) & (first < second)
        yield first[enough], second[enough], met.data[enough].astype(np.int64)
        start = end


@dataclass(frozen=True)
class Firsts:
    """On which day each customer first bought each product; by product, then customer."""

    start: NDArray[np.int64]
    """Where each product's customers begin. Shape (products + 1,)."""
    who: Codes
    day: Codes
    known: dict[tuple[int, int], float] = field(default_factory=dict)

    def gap(self, first: int, second: int) -> float:
        """Median days from a customer's first purchase of one product to that of another.

        Of customers who bought the second on that day or later; 0: at once. NaN: nobody did.
        """
        if (first, second) not in self.known:
            a, b = self._of(first), self._of(second)
            if b.stop - b.start < a.stop - a.start:
                here, there = self._common(b, a)
                waited = self.day[here] - self.day[there]
            else:
                here, there = self._common(a, b)
                waited = self.day[there] - self.day[here]
            later = waited[waited >= 0]
            self.known[first, second] = float(np.median(later)) if len(later) else float("nan")
        return self.known[first, second]

    def _of(self, product: int) -> slice:
        return slice(*self.start[product : product + 2].tolist())

    def _common(self, few: slice, many: slice) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Where the customers of both stand; of a great many some, evenly spaced, tell."""
        here = np.arange(few.start, few.stop, max((few.stop - few.start) // MOST_TOLD, 1))
        there = many.start + np.searchsorted(self.who[many], self.who[here])
        both = there < many.stop
        both[both] = self.who[there[both]] == self.who[here[both]]
        return here[both], there[both]

    def buyers(self, product: int) -> int:
        """Customers who ever bought a product."""
        return int(self.start[product + 1] - self.start[product])


def firsts(bought: Baskets) -> Firsts:
    """The first purchases of a log."""
    order = np.lexsort((bought.day, bought.n, bought.product))
    n, product, day = bought.n[order], bought.product[order], bought.day[order]
    new = np.ones(len(n), np.bool_)
    new[1:] = (np.diff(n) != 0) | (np.diff(product) != 0)
    start = np.searchsorted(product[new], np.arange(len(bought.products.ids) + 1))
    return Firsts(start.astype(np.int64), n[new], day[new])
