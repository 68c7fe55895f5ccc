"""Learning the clock from all customers together: orders per day over those that were due.

Two steps by turns. Given the clock, a model of purchases is fitted and tells how many orders a day
were due at an even pace: of each customer their expected rate, for as long as they are thought to
have stayed. So a growing base, the ageing of cohorts and leaving are not taken for a season. Given
what was due, the log pace is a Poisson regression on waves of the year and on stated events.

The waves are shrunk towards none, the faster the more; how much, the data say: the evidence of a
few strengths and smoothnesses is compared, no season at all among them, with a mild trend and
without. Counts that scatter more than Poisson counts do, week by week, weigh less.

Source: expectation-maximisation, Dempster, Laird & Rubin (1977), JRSS B 39(1), 1-38: with the
customers' rates and lifetimes as what is missing the second step is exact for BG/NBD and MBG/NBD.
A trend is told from ageing
because those who left had stopped all at once, and those who stay are slower all alike.
Evidence by Laplace: MacKay (1992), Bayesian interpolation, Neural Computation 4(3), 415-447.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Histories, Pace, Vector
from volver.predict.purchases.collapse import Distinct, collapse
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.season.clock import Clock, Event, during, seasonal, summed, years

FULL_YEAR = 364
"""Days before the observation date that a season needs: 52 weeks, each seen once."""
WAVES = 26
"""The fastest wave turns in a fortnight."""
STRENGTHS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
"""Standard deviations of the log pace over the year that are compared; and none."""
SMOOTHNESS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Waves a year up to which the prior variance hardly falls."""
EVENT_SPREAD = 1.5
"""Prior standard deviation of an event's effect: a closure is e^-4, a good promotion e^1."""
LEVEL_SPREAD = 3.0
TREND_SPREAD = 0.2
"""Prior standard deviation of the trend a year."""
CHOOSING = 5
"""Rounds in which strengths are compared; then the last is kept, so that the rounds settle."""
MOST_ROUNDS = 12
SETTLED = 0.002
"""The log pace of no day changes by more: far below what it could be known to."""
DOUBT = 3.0
"""A season, and a trend, must be e^3 = 20 times as likely as none: strong evidence by Kass &
Raftery (1995), Bayes factors, Journal of the American Statistical Association 90, 773-795."""
STEPS = 30
MOST = 40_000
"""Customers on whom the model is fitted in each round, at most; orders are due from all."""


@dataclass(frozen=True, slots=True)
class Season:
    """A clock, and what the orders of the past come to on it."""

    clock: Clock
    pace: Pace


def learn(
    histories: Histories,
    repeats: Vector,
    as_of: date,
    events: Sequence[Event] = (),
    waves: int = WAVES,
) -> Season | None:
    """The pace of orders; None where it is even, for all that can be seen.

    histories: of all customers on as_of.
    repeats: their repeat orders k days before as_of, k = 0 .. the greatest age. Shape (ages,).
    waves: 0 where less than a full year is known, so that only events can be learnt.
    """
    rows = collapse(histories)
    some = _some(rows)
    days = -np.arange(len(repeats) - 1, dtype=np.float64)
    counts = repeats[:-1]  # on the greatest age's day nobody was there yet to come back
    clock = Clock(as_of, (), (), days=len(days))
    season = Season(clock, _pace(clock, counts, days))
    design = _Design.of(as_of, days, events, waves)
    by_week = design.by_week(counts)
    prior: Vector | None = None
    for turn in range(MOST_ROUNDS):
        model = MbgNbd.fit(replace(some, pace=season.pace)).model
        due = orders_due(model, replace(rows, pace=season.pace))
        due = design.by_week(due)
        if turn < CHOOSING or prior is None:
            prior, weight = design.strength(by_week, due)
        found = design.fitted(by_week, due, prior, weight)[0]
        clock = design.clock(clock, found)
        before, season = season, Season(clock, _pace(clock, counts, days))
        if np.abs(np.diff(season.pace.elapsed) / np.diff(before.pace.elapsed) - 1).max() < SETTLED:
            break
    return None if clock.is_even else season


def _pace(clock: Clock, counts: Vector, days: Vector) -> Pace:
    return Pace(clock.elapsed(len(days)), float(counts @ clock.log_speed(days)))


def _some(rows: Distinct) -> Histories:
    """At most so many customers, evenly through all of them in order of (x, T, t_x)."""
    until = np.cumsum(rows.weight)
    size = min(MOST, int(rows.customers))
    chosen = np.searchsorted(until, (np.arange(size) + 0.5) * (rows.customers / max(size, 1)))
    each = np.ones(size, dtype=np.int64)
    return Histories(rows.x[chosen], rows.t_x[chosen], rows.age[chosen], each)


def orders_due(model: MbgNbd, rows: Distinct) -> Vector:
    """Repeat orders that were due k days before the observation date at an even pace of one.

    Shape (greatest age,). A customer of x repeats orders at (r+x) / (alpha+T) if they are alive,
    and until their last order at (r+x) / (alpha+t_x) if they left with it; times on the clock.
    """
    times, x = rows.times.astype(np.float64), rows.x.astype(np.float64)
    age = times[rows.age]
    t_x = age - times[rows.age - rows.t_x]
    alive = model.p_alive(x, t_x, age)
    stays = rows.weight * alive * (model.r + x) / (model.alpha + age)
    left = rows.weight * (1 - alive) * (model.r + x) / (model.alpha + t_x)
    size = len(times)
    since_first = np.bincount(rows.age, stays + left, size)
    since_last = np.bincount(rows.age - rows.t_x, left, size)
    due = (since_first - since_last)[::-1].cumsum()[::-1]
    return np.asarray(np.maximum(due[1:], 0.0))


@dataclass(frozen=True, slots=True)
class _Design:
    """Columns of the regression, each with a standard normal coefficient once it is scaled."""

    columns: Vector
    """Shape (weeks, 2 + 2 waves + names of events): the level and the trend first. Weeks, because
    days of the week differ and that is no season; cut where an event begins or ends."""
    starts: NDArray[np.intp]
    """Where among the days each week begins, shape (weeks,)."""
    waves: int
    names: tuple[str, ...]
    events: tuple[Event, ...]

    @classmethod
    def of(cls, as_of: date, days: Vector, events: Sequence[Event], waves: int) -> "_Design":
        names = tuple(dict.fromkeys(event.name for event in events))
        alike = [during([e for e in events if e.name == name], as_of, days) for name in names]
        level = np.ones(len(days))
        columns = np.column_stack([level, years(days), seasonal(as_of, days, waves), *alike])
        cut = np.arange(len(days)) % 7 == 0
        for mark in alike:
            cut |= np.diff(mark, prepend=mark[:1]) != 0
        starts = np.flatnonzero(cut)
        sizes = np.diff(starts, append=len(days))
        columns = np.add.reduceat(columns, starts, axis=0) / sizes[:, None]
        return cls(columns, starts, waves, names, tuple(events))

    def by_week(self, by_day: Vector) -> Vector:
        """Sums of the days. by_day: shape (days,); result (weeks,)."""
        return np.asarray(np.add.reduceat(by_day, self.starts))

    def prior(self, strength: float, smoothness: float, trend: float) -> Vector:
        """Standard deviations of the coefficients. Shape (columns,)."""
        turns = np.arange(1, self.waves + 1)
        falls = np.exp(-(turns**2) / (2 * smoothness**2))
        each = strength * np.sqrt(falls / falls.sum()) if self.waves else np.zeros(0)
        events = np.full(len(self.names), EVENT_SPREAD)
        return np.concatenate([[LEVEL_SPREAD, trend], np.repeat(each, 2), events])

    def strength(self, counts: Vector, due: Vector) -> tuple[Vector, float]:
        """The prior of most evidence, and what a count weighs beside a Poisson count."""
        usual = self.prior(0.4, 4.0, TREND_SPREAD)
        weight = 1 / _scatter(counts, *self.fitted(counts, due, usual, 1.0)[1:])

        def evidence(kind: tuple[float, float, float]) -> float:
            return self.evidence(counts, due, self.prior(*kind), weight)

        none = (0.0, 1.0)
        seasons = [none, *product(STRENGTHS, SMOOTHNESS)] if self.waves else [none]
        trend = TREND_SPREAD if self.waves else 0.0
        best = max(((*season, trend) for season in seasons), key=evidence)
        kinds = {best, (*none, trend), (*best[:2], 0.0), (*none, 0.0)}

        def convincing(kind: tuple[float, float, float]) -> float:
            return evidence(kind) - DOUBT * ((kind[0] > 0) + (kind[2] > 0))

        return self.prior(*max(sorted(kinds), key=convincing)), weight

    def evidence(self, counts: Vector, due: Vector, prior: Vector, weight: float) -> float:
        """Log of the probability of the counts, the coefficients integrated out."""
        found, mean, _, determinant = self._newton(counts, due, prior, weight)
        some = prior > 0
        size = float(((found[some] / prior[some]) ** 2).sum())
        likelihood = float((counts * summed(self.columns, found) - mean).sum()) * weight
        return likelihood - size / 2 - determinant / 2

    def fitted(
        self, counts: Vector, due: Vector, prior: Vector, weight: float
    ) -> tuple[Vector, Vector, float]:
        """Coefficients, the mean counts, and how many coefficients' worth of freedom is used."""
        return self._newton(counts, due, prior, weight)[:3]

    def _newton(
        self, counts: Vector, due: Vector, prior: Vector, weight: float
    ) -> tuple[Vector, Vector, float, float]:
        """The mode, by Newton steps on coefficients that are standard normal beforehand."""
        scaled = self.columns[:, prior > 0] * prior[prior > 0]
        start = np.log(max(counts.sum(), 0.5) / max(due.sum(), 1e-9)) / LEVEL_SPREAD
        where = np.append(start, np.zeros(scaled.shape[1] - 1))
        for _ in range(STEPS):
            mean = due * np.exp(np.minimum(summed(scaled, where), 20.0))
            slope = weight * summed(scaled.T, counts - mean) - where
            curved = weight * np.einsum("ni,nj->ij", scaled * mean[:, None], scaled)
            curved += np.eye(len(where))
            step = np.linalg.solve(curved, slope)
            where = where + step / max(1.0, np.abs(step * prior[prior > 0]).max())
            if np.abs(step).max() < 1e-8:
                break
        full = np.zeros(len(prior))
        full[prior > 0] = where * prior[prior > 0]
        used = len(where) - float(np.trace(np.linalg.inv(curved)))
        return full, mean, used, float(np.linalg.slogdet(curved)[1])

    def clock(self, before: Clock, found: Vector) -> Clock:
        """The clock of these coefficients; the level is the model's to say."""
        waves = found[2 : 2 + 2 * self.waves].reshape(self.waves, 2)
        effects = dict(zip(self.names, found[2 + 2 * self.waves :].tolist(), strict=True))
        return replace(
            before,
            waves=tuple((float(a), float(b)) for a, b in waves),
            trend=float(found[1]),
            events=tuple((event, effects[event.name]) for event in self.events),
        )


def _scatter(counts: Vector, mean: Vector, used: float) -> float:
    """Variance of a week's orders over their mean, 1 at least: customers and causes come in
    clusters."""
    spare = max(len(counts) - used, 1.0)
    squared = float(((counts - mean) ** 2).sum() / max(mean.sum(), 1e-9))
    return max(squared * len(counts) / spare, 1.0)
