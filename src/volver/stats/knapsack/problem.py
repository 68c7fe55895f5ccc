"""Many customers, a few offers for each, and limits on what all of them may use together.

Each customer gets one offer or none. An offer has a value and a cost; a limit bounds the money or
the people of some offers in some groups of customers, from above or from below. With a price on
every limit the customers fall apart: each takes what is worth most after its prices. Whatever the
prices, the sum of these, plus the limits at their prices, is at least the value of any plan that
keeps the limits.

Source: Everett (1963), Operations Research 11(3), 399-417; Martello & Toth (1990), Knapsack
Problems, chapter on the multiple-choice knapsack.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Whole = NDArray[np.intp]

NONE = -1
"""A customer without an offer."""
ROWS = 16_384
"""Customers at a time: what they need fits the processor's own memory."""
HAIR = 1e-9
"""Of a limit: rounding of sums is no breach."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What some offers to some customers may use together, at most or at least."""

    bound: float
    """Money, or people where `of_people`."""
    offers: tuple[int, ...] | None = None
    """Places of the offers that count; None: all."""
    groups: tuple[int, ...] | None = None
    """Groups of customers that count; None: all."""
    of_people: bool = False
    """People with an offer, and not money."""
    is_floor: bool = False
    """At least this much, and not at most."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What everybody takes at given prices."""

    choice: Whole
    """Place of the offer, NONE for none. Shape (n,)."""
    value: float
    used: Vector
    """By limit. Shape (m,)."""
    bound: float
    """No plan that keeps the limits is worth more."""


class Problem:
    """Values and costs, and the limits as arrays."""

    def __init__(
        self,
        values: Vector,
        costs: Vector,
        limits: Sequence[Limit],
        group: NDArray[np.integer] | None = None,
    ) -> None:
        """values, costs: shape (n, k); an offer of value -inf is not allowed. group: shape (n,)."""
        n, k = values.shape
        self.values, self.costs, self.limits = values, costs, tuple(limits)
        self.group = np.zeros(n, np.intp) if group is None else group.astype(np.intp, copy=False)
        self.groups = int(self.group.max(initial=0)) + 1
        named = [g for limit in limits for g in limit.groups or ()]
        self.groups = max(self.groups, max(named, default=0) + 1)
        counted = np.zeros((len(limits), self.groups, k))
        for m, limit in enumerate(limits):
            rows = range(self.groups) if limit.groups is None else limit.groups
            columns = range(k) if limit.offers is None else limit.offers
            counted[m][np.ix_(list(rows), list(columns))] = 1
        of_people = np.array([limit.of_people for limit in limits], dtype=bool)[:, None, None]
        self.money = np.where(of_people, 0.0, counted)
        """Whether the cost of an offer in a group counts for a limit. Shape (m, groups, k)."""
        self.people = np.where(of_people, counted, 0.0)
        self.bounds = np.array([limit.bound for limit in limits], dtype=np.float64)
        self.sign = np.array([-1.0 if limit.is_floor else 1.0 for limit in limits])

    def __len__(self) -> int:
        return len(self.values)

    @property
    def offers(self) -> int:
        """k."""
        return int(self.values.shape[1])

    def chunks(self) -> Iterator[slice]:
        """All customers, some at a time."""
        for first in range(0, len(self), ROWS):
            yield slice(first, min(first + ROWS, len(self)))

    def sample(self, most: int) -> "Problem":
        """Every so manieth customer, with limits in proportion."""
        step = max(1, len(self) // most)
        share = len(self.values[::step]) / len(self)
        limits = [
            Limit(x.bound * share, x.offers, x.groups, x.of_people, x.is_floor) for x in self.limits
        ]
        return Problem(self.values[::step], self.costs[::step], limits, self.group[::step])

    def only(self, rows: Whole) -> "Problem":
        """Some customers under the same limits."""
        return Problem(self.values[rows], self.costs[rows], self.limits, self.group[rows])

    def scores(self, prices: Vector, rows: slice) -> Vector:
        """Values after prices, shape (rows, k)."""
        paid = prices * self.sign
        on_money = np.tensordot(paid, self.money, 1)
        on_people = np.tensordot(paid, self.people, 1)
        if self.groups == 1:
            after = self.costs[rows] * -on_money[0]
            after -= on_people[0]
        else:
            at = self.group[rows]
            after = self.costs[rows] * -on_money[at]
            after -= on_people[at]
        after += self.values[rows]
        return np.asarray(after)

    def choose(self, prices: Vector) -> Whole:
        """What each customer takes at these prices, shape (n,)."""
        choice = np.empty(len(self), np.intp)
        for rows in self.chunks():
            after = self.scores(prices, rows)
            at = after.argmax(axis=1)
            top = after[np.arange(len(at)), at]
            choice[rows] = np.where(top > 0, at, NONE)
        return choice

    def taken(self, prices: Vector) -> Taken:
        """The same with what it is worth, what it uses and what bound it proves."""
        choice = self.choose(prices)
        value, used = self.total(choice)
        bound = value + float((prices * self.sign) @ (self.bounds - used))
        return Taken(choice, value, used, bound)

    def total(self, choice: Whole) -> tuple[float, Vector]:
        """Value of a plan, and what it uses by limit."""
        some = np.flatnonzero(choice >= 0)
        at, k = choice[some], self.offers
        cells = self.group[some] * k + at
        size = self.groups * k
        spent = np.bincount(cells, self.costs[some, at], size).reshape(self.groups, k)
        people = np.bincount(cells, minlength=size).reshape(self.groups, k)
        used = (self.money * spent + self.people * people).sum(axis=(1, 2))
        return float(self.values[some, at].sum()), used

    def uses(self, rows: Whole, at: Whole) -> Vector:
        """What offers use of each limit, 0 for NONE. rows, at: shape (r,). Shape (m, r)."""
        place, offer = self.group[rows], np.maximum(at, 0)
        found = self.money[:, place, offer] * self.costs[rows, offer] + self.people[:, place, offer]
        return np.where(at >= 0, found, 0.0)

    def worths(self, rows: Whole, at: Whole) -> Vector:
        """Values of offers, 0 for NONE. Shape (r,)."""
        return np.where(at >= 0, self.values[rows, np.maximum(at, 0)], 0.0)

    def breach(self, used: Vector) -> Vector:
        """By how much each limit is missed; 0 where it is kept. Shape (m,)."""
        over = self.sign * (used - self.bounds)
        return np.where(over > HAIR * (1 + np.abs(self.bounds)), over, 0.0)
