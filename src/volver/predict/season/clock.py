"""The clock by which customers order: fast in high season, slow in low season and in closures.

While alive a customer orders as a Poisson process with rate lambda s(day), s one in the mean. On
the clock that runs s(day) a day this is a process of even pace, so BG/NBD, MBG/NBD and NBD hold
exactly as they stand, with clock days for days: a season costs no customer anything.

Source: the time change of the Poisson process; Cinlar (1975), Introduction to Stochastic
Processes, chapter 4.7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR

DAYS_OF_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class Event:
    """Days that somebody says are unlike others: a promotion, a closure. Both ends inclusive."""

    name: str
    """Events of one name are alike: what one did the next will do."""
    first: date
    last: date


@dataclass(frozen=True)
class Clock:
    """What was learnt of the pace of orders until a day."""

    as_of: date
    waves: tuple[tuple[float, float], ...]
    """Log pace of the year: cosine and sine of one wave a year, of two, .. ; empty: no season."""
    events: tuple[tuple[Event, float], ...] = ()
    """Each with its effect on the log pace."""
    trend: float = 0.0
    """Change of the log pace per year until as_of; from then on the level stays as it was."""
    days: int = 0
    """Days of history that it was learnt from."""

    def log_speed(self, days: Vector) -> Vector:
        """Log of clock days per day. days: whole, after as_of, below 0 before it; shape (n,)."""
        if not len(days):
            return np.zeros(0)
        logs = summed(seasonal(self.as_of, days, len(self.waves)), np.ravel(self.waves))
        logs -= self._level
        logs += self.trend * years(days)
        for event, effect in self.events:
            logs = logs + effect * during([event], self.as_of, days)
        return np.asarray(logs)

    @property
    def has_season(self) -> bool:
        """Whether one time of year is unlike another."""
        return bool(np.any(self.waves))

    @property
    def is_even(self) -> bool:
        """Whether it is the calendar."""
        return not (self.has_season or self.trend or any(effect for _, effect in self.events))

    @cached_property
    def _level(self) -> float:
        """The log of the mean pace over a year, so that the clock keeps calendar time in it."""
        phases = np.arange(DAYS_OF_YEAR) / DAYS_OF_YEAR
        logs = summed(waves_at(phases, len(self.waves)), np.ravel(self.waves))
        return float(np.log(np.exp(logs).mean()))

    def elapsed(self, most: int) -> Vector:
        """Clock days from k days before as_of until it, k = 0 .. most. Shape (most + 1,)."""
        back = -np.arange(most, dtype=np.float64)
        return np.append(0.0, np.cumsum(np.exp(self.log_speed(back))))

    def age(self, age: Vector) -> Vector:
        """Clock days for days until as_of. age: shape (n,), any age."""
        age = np.asarray(age, np.float64)
        return _looked_up(self._past(int(age.max(initial=0))), age)

    def first_to_last(self, t_x: Vector, age: Vector) -> Vector:
        """Clock days from first to last order. t_x, age: days, shape (n,)."""
        return self.age(age) - self.age(age - t_x)

    def ahead(self, days: Vector) -> Vector:
        """Clock days in (0, days] after as_of. Shape (n,)."""
        days = np.asarray(days, np.float64)
        ahead = np.arange(1, int(np.ceil(days.max(initial=0))) + 1, dtype=np.float64)
        return _looked_up(np.append(0.0, np.cumsum(np.exp(self.log_speed(ahead)))), days)

    def _past(self, most: int) -> Vector:
        """A table at least as long as that, kept for the next who asks."""
        kept: dict[str, Vector] = self.__dict__
        table = kept.get("_table", np.zeros(1))
        if len(table) <= most + 1:
            table = kept["_table"] = self.elapsed(most + 1)
        return table


def _looked_up(table: Vector, days: Vector) -> Vector:
    """Within a day the clock runs evenly. A whole day's value is that of the table to the bit."""
    before = np.minimum(days.astype(np.intp), len(table) - 1)
    after = np.minimum(before + 1, len(table) - 1)
    return np.asarray(table[before] + (days - before) * (table[after] - table[before]))


def seasonal(as_of: date, days: Vector, waves: int) -> Vector:
    """Cosine and sine of each wave by turns, on days counted from as_of. Shape (n, 2 waves)."""
    day = np.datetime64(as_of, "D") + days.astype(np.int64)
    year = day.astype("datetime64[Y]")
    begins, ends = year.astype("datetime64[D]"), (year + 1).astype("datetime64[D]")
    passed = (day - begins).astype(np.float64) + 0.5
    return waves_at(passed / (ends - begins).astype(np.float64), waves)


def waves_at(phases: Vector, waves: int) -> Vector:
    """The same by shares of a year. phases: shape (n,), 0 to 1."""
    angles = 2 * np.pi * np.outer(phases, np.arange(1, waves + 1))
    return np.stack([np.cos(angles), np.sin(angles)], axis=2).reshape(len(phases), 2 * waves)


def years(days: Vector) -> Vector:
    """Years after as_of, below 0 before it, and 0 ever after it: a trend is not drawn on."""
    return np.minimum(days, 0.0) / DAYS_PER_YEAR


def summed(columns: Vector, weights: Vector) -> Vector:
    """Weighted sum of columns (n, k), shape (n,). Not a product of matrices: BLAS may add in an
    order that depends on the number of threads."""
    return np.asarray(np.einsum("nk,k->n", columns, weights))


def during(events: Sequence[Event], as_of: date, days: Vector) -> Vector:
    """1 on the days of any of the events, else 0. days: counted from as_of, shape (n,)."""
    inside = np.zeros(len(days), dtype=bool)
    for event in events:
        inside |= ((event.first - as_of).days <= days) & (days <= (event.last - as_of).days)
    return inside.astype(np.float64)
