"""How many orders the living will place: tables of P(X >= n) by (x, T), and their quantiles.

Given alive, the number of orders depends on (x, T) alone, and where orders come regularly on the
phase, of which each customer has chances. A customer who is alive with probability p orders n
times or more with probability p P(X >= n), so the quantile at q is the largest n with
P(X >= n) > (1 - q) / p: mixing with P(alive) only shifts the level.

Where many ages share one x the table has rows for a few ages, the knots, and P(X >= n) is drawn
straight between them. P(X >= n) falls as T grows, so the error is never more than its fall from
one knot to the next, and it is of second order in the step.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Index, Rows, Whole
from volver.predict.purchases.model import Foretelling

KNOTS = 20
STEEPNESS = 1.6
EASE = 30.0
"""Knots are evenly spaced in ln(T + EASE), KNOTS and STEEPNESS sqrt(x) per unit of it: the young
change fastest, and the relative spread of the number of orders is never below 1 / sqrt(r + x)."""
CELLS = 2_000_000
"""Cells that are computed at once at most."""
NEVER = 1e-9
"""A row ends where P(X >= n) falls below this."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where pairs stand among the rows of a table. Shape (n,)."""

    before: Index
    after: Index
    weight: Vector
    """Share of the row after; 0 on a knot."""
    share: Vector
    """Chance of each phase. Shape (phases, n)."""
    height: int
    """Rows of one phase; those of the next follow."""

    def __getitem__(self, chosen: Index) -> "Place":
        share = self.share[:, chosen]
        return Place(
            self.before[chosen], self.after[chosen], self.weight[chosen], share, self.height
        )

    def phases(self) -> Iterator[tuple[Vector, Index, Index]]:
        """The chance of each phase, and the rows before and after in it."""
        for phase, share in enumerate(self.share):
            yield share, self.before + phase * self.height, self.after + phase * self.height

    def between(self, values: Vector) -> Vector:
        """Draw straight between the rows. values: shape (rows,)."""
        found = np.zeros(len(self.before))
        for share, before, after in self.phases():
            found += share * self.drawn(values, before, after)
        return found

    def moments(self, values: Vector, spread: Vector) -> tuple[Vector, Vector]:
        """Mean and variance of a mixture of phases. values, spread: mean and variance by row."""
        mean = self.between(values)
        variance = np.zeros(len(mean))
        for share, before, after in self.phases():
            apart = self.drawn(values, before, after) - mean
            variance += share * (self.drawn(spread, before, after) + apart**2)
        return mean, variance

    def drawn(self, values: Vector, before: Index, after: Index) -> Vector:
        """Draw straight between the rows of one phase."""
        low = values[before]
        return np.asarray(low + self.weight * (values[after] - low))


@dataclass(frozen=True, slots=True)
class Knots:
    """The rows of a table: for each x a few ages. Shape (rows,)."""

    x: Vector
    age: Vector
    phase: Whole
    place: Place
    """Where each distinct pair of `Rows` stands, in the first phase."""


def knots(rows: Rows, phases: int = 1) -> Knots:
    """All ages of an x where they are few, else some of them from the least to the greatest.

    phases: how many rows of a table stand for each x and age, one after another.
    """
    x: list[Vector] = []
    age: list[Vector] = []
    before = np.empty(len(rows.pair_x), dtype=np.intp)
    weight = np.zeros(len(rows.pair_x))
    start = 0
    for level, where in rows.levels():
        ages = rows.pair_age[where]
        chosen = _spread(level, ages)
        at = np.searchsorted(chosen, ages, side="right") - 1
        after = np.minimum(at + 1, len(chosen) - 1)
        gap = np.maximum(chosen[after] - chosen[at], 1)
        before[where], weight[where] = start + at, (ages - chosen[at]) / gap
        x.append(np.full(len(chosen), level))
        age.append(chosen)
        start += len(chosen)
    share = np.zeros((phases, len(before)))
    share[0] = 1
    place = Place(before, before + (weight > 0), weight, share, start)
    phase = np.repeat(np.arange(phases), start)
    return Knots(
        np.tile(np.concatenate(x), phases), np.tile(np.concatenate(age), phases), phase, place
    )


def _spread(x: float, ages: Vector) -> Vector:
    least, greatest = math.log(ages[0] + EASE), math.log(ages[-1] + EASE)
    many = KNOTS + math.ceil(STEEPNESS * math.sqrt(x) * (greatest - least))
    if len(ages) <= many:
        return ages
    return np.unique(np.round(np.exp(np.linspace(least, greatest, many)) - EASE))


@dataclass(frozen=True, slots=True)
class Counts:
    """P(X >= n | alive) for n = 1, 2, ... in rows of their own length, one after another."""

    knots: Knots
    at_least: Vector
    """Flat; each row falls from P(X >= 1) and ends just below NEVER."""
    start: Index
    """Shape (rows + 1,): where each row begins."""

    @property
    def any_order(self) -> Vector:
        """P(X >= 1 | alive) per row, above zero."""
        return np.maximum(self.at_least[self.start[:-1]], 1e-300)

    @property
    def moments(self) -> tuple[Vector, Vector]:
        """Mean and variance of X, given alive, per row.

        E[X] is the sum of P(X >= n), E[X^2] that of (2n - 1) P(X >= n).
        """
        n = np.arange(len(self.at_least)) - np.repeat(self.start[:-1], np.diff(self.start)) + 1
        mean = np.add.reduceat(self.at_least, self.start[:-1])
        squared = np.add.reduceat((2 * n - 1) * self.at_least, self.start[:-1])
        return mean, squared - mean**2

    def reached(self, place: Place, n: Whole) -> Vector:
        """P(X >= n | alive), drawn between knots. place, n: shape (m,)."""
        found = np.zeros(len(n))
        for share, before, after in place.phases():
            low = self._reached(before, n)
            found += share * (low + place.weight * (self._reached(after, n) - low))
        return found

    def _reached(self, row: Index, n: Whole) -> Vector:
        at = self.start[row] + n - 1
        inside = at < self.start[row + 1]
        found = np.where(inside, self.at_least[np.where(inside, np.maximum(at, 0), 0)], 0.0)
        return np.where(n <= 0, 1.0, found)

    def quantile(self, place: Place, survival: Vector) -> Whole:
        """Largest n with P(X >= n | alive) > survival; 0 where there is none.

        place, survival: shape (m,). Exact for the interpolated table: the answer lies between
        those of its rows, and where they differ it is found by halving.
        """
        corners = [self._quantile(rows, survival) for _, *two in place.phases() for rows in two]
        low, high = np.min(corners, axis=0), np.max(corners, axis=0)
        open_ = np.flatnonzero(low < high)
        while len(open_):
            middle = (low[open_] + high[open_] + 1) // 2
            passes = self.reached(place[open_], middle) > survival[open_]
            low[open_] = np.where(passes, middle, low[open_])
            high[open_] = np.where(passes, high[open_], middle - 1)
            open_ = open_[low[open_] < high[open_]]
        return np.asarray(low)

    def _quantile(self, row: Index, survival: Vector) -> Whole:
        """One search in all rows at once: row 2 i holds values in [2 i, 2 i + 1]."""
        numbered = 2.0 * np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        ascending = numbered + (1 - self.at_least)
        found = np.searchsorted(ascending, 2.0 * row + (1 - np.minimum(survival, 1.0)))
        return np.asarray(found - self.start[row], dtype=np.int64)


def count_table(models: Sequence[Foretelling], where: Knots, days: int) -> Counts:
    """The table for these knots, the mean of the models in equal shares.

    A row is lengthened until its end is rarer than NEVER; nobody orders on more days than there
    are.
    """
    parts: list[tuple[Index, Vector]] = []
    todo, n_max = np.arange(len(where.x)), min(16, days)
    while len(todo):
        longer = []
        for rows in np.array_split(todo, 1 + len(todo) * n_max // CELLS):
            table = np.zeros((len(rows), n_max))
            for model in models:
                table += _by_phase(model, where, rows, days, n_max)
            table /= len(models)
            done = (table[:, -1] < NEVER) | (n_max >= days)
            parts.append((rows[done], table[done]))
            longer.append(rows[~done])
        todo, n_max = np.concatenate(longer), min(4 * n_max, days)
    return _flat(where, parts)


def _by_phase(model: Foretelling, where: Knots, rows: Index, days: int, n_max: int) -> Vector:
    found = np.empty((len(rows), n_max))
    for phase in np.unique(where.phase[rows]):
        at = where.phase[rows] == phase
        x, age = where.x[rows[at]], where.age[rows[at]]
        found[at] = model.at_least_if_alive(x, age, days, n_max, int(phase))
    return found


def _flat(where: Knots, parts: list[tuple[Index, Vector]]) -> Counts:
    length = np.zeros(len(where.x), dtype=np.intp)
    for rows, table in parts:
        length[rows] = np.minimum((table >= NEVER).sum(axis=1) + 1, table.shape[1])
    start = np.concatenate([[0], np.cumsum(length)]).astype(np.intp)
    flat = np.empty(start[-1])
    for rows, table in parts:
        kept = np.arange(table.shape[1]) < length[rows][:, None]
        at = start[rows][:, None] + np.arange(table.shape[1])
        flat[at[kept]] = table[kept]
    return Counts(where, flat, start)
