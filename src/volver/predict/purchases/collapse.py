"""Like customers once: the likelihood and the expectations are computed on distinct rows.

The likelihood depends on (x, t_x, T); what a customer who is alive will do depends on (x, T) only,
and a million customers share some forty thousand such pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Histories, Pace, Vector
from volver.stats.distinct import distinct_rows

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Distinct:
    """Distinct histories in order of (x, T, t_x), each with the customers it stands for.

    All arrays have shape (n,); times in days.
    """

    x: Whole
    t_x: Whole
    age: Whole
    weight: Vector
    pace: Pace | None = None
    """None: time runs as in the calendar."""

    @property
    def times(self) -> Vector | Whole:
        """What age 0, 1, .. the greatest comes to on the clock. Shape (ages,)."""
        days = np.arange(int(self.age.max(initial=-1)) + 1)
        return days if self.pace is None else self.pace.elapsed[days]

    @property
    def customers(self) -> float:
        """Customers, not rows."""
        return float(self.weight.sum())

    def every(self, k: int) -> "Distinct":
        """One row in k, evenly through the order: a small likeness of the whole."""
        return Distinct(self.x[::k], self.t_x[::k], self.age[::k], self.weight[::k], pace=self.pace)


def collapse(histories: Histories) -> Distinct:
    """Merge equal histories and put them in order, so that the order of rows cannot matter."""
    columns = histories.repeat_count, histories.age, histories.first_to_last
    (x, age, t_x), weight = distinct_rows(columns, histories.count)
    return Distinct(x, t_x, age, weight, histories.pace)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct (x, T) in order, and where each row's pair is."""

    x: Vector
    """Shape (m,), m the number of distinct pairs."""
    age: Vector
    """Shape (m,)."""
    row: NDArray[np.intp]
    """Shape (n,): `values[pairs.row]` spreads a result per pair over the rows."""

    def levels(self) -> Iterator[tuple[float, slice]]:
        """Each distinct x with the slice of its pairs."""
        edges = np.flatnonzero(np.diff(self.x)) + 1
        for first, end in pairwise([0, *edges.tolist(), len(self.x)]):
            if end > first:
                yield float(self.x[first]), slice(first, end)


def pairs(x: Vector, age: Vector) -> Pairs:
    """Distinct pairs of (x, T). x, age: shape (n,).

    >>> found = pairs(np.array([2.0, 0.0, 2.0]), np.array([9.0, 9.0, 9.0]))
    >>> found.x, found.row
    (array([0., 2.]), array([1, 0, 1]))
    """
    order = np.lexsort((age, x))
    x, age = np.asarray(x, np.float64)[order], np.asarray(age, np.float64)[order]
    new = np.ones(len(x), dtype=bool)
    new[1:] = (np.diff(x) != 0) | (np.diff(age) != 0)
    row = np.empty(len(x), dtype=np.intp)
    row[order] = np.cumsum(new) - 1
    return Pairs(x[new], age[new], row)
