"""What BG/NBD, MBG/NBD and their regular kin share: all but whether the first order is already a
chance to leave.

A customer goes from order to order in k phases, each left at a rate lambda ~ Gamma(r, alpha), and
after an order leaves with chance p ~ Beta(a, b). With k = 1 orders come at random; the larger k,
the more regularly. With c = x (BG) or c = x + 1 (MBG) chances behind them, the likelihood is

    G(r+kx)/G(r) alpha^r { B(a, b+c)/B(a, b) (alpha+T)^-(r+kx) S
                           + [c > 0] B(a+1, b+c-1)/B(a, b) (alpha+t_x)^-(r+kx) },

the first term alive at T and S the sum over the phases they may be in (`phases`; 1 where k is 1),
the second gone after the last order. Their ratio e^d gives P(alive) = 1 / (1 + e^d); no power is
ever formed. Left out is what no parameter moves: the product over gaps of gap^(k-1) / G(k).
"""

import math
from collections.abc import Callable
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import ClassVar, Self

import numpy as np
from numpy.polynomial.chebyshev import Chebyshev

from volver.domain.history import Histories, Vector
from volver.domain.time import DAYS_PER_UNIT, DAYS_PER_YEAR, Unit
from volver.predict.purchases.collapse import Distinct, collapse, pairs
from volver.predict.purchases.model import NOTHING, Fitted
from volver.predict.purchases.phases import InPhases, in_phases, settling, steady
from volver.predict.purchases.ridges import limits
from volver.stats.likelihood import Objective, maximise
from volver.stats.special import beta_nodes, exceeding, leggauss, negbin_at_least, softplus

LIMITS = limits("a", "b")
"""Where the likelihood can run flat, as directions in (ln r, ln alpha, ln a, ln b)."""

SEARCH_ROWS = 20_000
"""The search for the optimum sees about this many distinct rows; the finish sees all."""

BLOCK = 16_384
"""Rows of the likelihood that are gone through at once, so that they stay in the cache."""

DEGREE = 48
RARE = 1e-12
"""Of several phases a sum of roots of unity tells no fewer orders from none, nor from a little
less than none: more than none it is, so that a ratio of two such sums stays a number."""
TIME_NODES = 16


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """A fitted model of the family; BgNbd and MbgNbd say which. Times in days."""

    leaves_at_first: ClassVar[bool]
    """Whether the first order is already a chance to leave."""
    k: ClassVar[int] = 1
    """Phases between two orders."""

    r: float
    alpha: float
    a: float
    b: float

    @classmethod
    def fit(cls, histories: Histories) -> Fitted[Self]:
        """Maximise the likelihood over collapsed histories."""
        rows = collapse(histories)
        step = len(rows.x) // SEARCH_ROWS
        fit = maximise(
            objective(rows, cls.leaves_at_first, cls.k),
            starts(rows, cls.k),
            histories.customers,
            LIMITS,
            small=objective(rows.every(step), cls.leaves_at_first, cls.k) if step > 1 else None,
        )
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """r, alpha, a, b; alpha in `unit`."""
        return {"r": self.r, "alpha": self.alpha / DAYS_PER_UNIT[unit], "a": self.a, "b": self.b}

    @property
    def log_parameters(self) -> Vector:
        """ln r, ln alpha (days), ln a, ln b."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times, without a counting constant.

        It is the log of a density over x times per customer, so a unit of u days adds
        ln(u) for each repeat order.
        """
        rows = collapse(histories)
        mean = objective(rows, self.leaves_at_first, self.k)(self.log_parameters)[0]
        return float(
            mean * rows.customers + (rows.x * rows.weight).sum() * np.log(DAYS_PER_UNIT[unit])
        )

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Probability that the relationship has not ended by the observation date.

        x (orders), t_x, age (days): shape (n,). Returns shape (n,), in [0, 1].
        """
        chances = self._chances(x)
        waited = (self.r + self.k * x) * np.log1p((age - t_x) / (self.alpha + t_x))
        odds = np.log(self.a / (self.b + np.maximum(chances, 1) - 1)) + waited
        if self.k > 1:
            odds -= self._in_phases(x, t_x, age).log_sum
        return np.where(chances > 0, softplus(-odds)[1], 1.0)

    @property
    def phases(self) -> int:
        """How many phases a customer who is alive may be in."""
        return self.k

    def phase_if_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Chance of each phase, given alive: the longer the silence, the nearer to an order.

        x (orders), t_x, age (days): shape (n,). Returns shape (k, n).
        """
        if self.k == 1:
            return np.ones((1, len(x)))
        return self._in_phases(x, t_x, age).share

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days] from now on, for a customer who is alive.

        x (orders), age (days): shape (n,). Returns shape (n,). E[(1 - e^(-lambda p t)) / p] over
        the posterior Gamma(r+x, alpha+T) x Beta(a, b+c): Fader, Hardie & Lee (2005), eq. 10
        given alive, without its 2F1.
        """
        return self.discounted_if_alive(x, age, days, 0.0, phase)

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25).

        By parts, the sum of e^(-delta d) over orders is e^(-delta t) E(t) + delta times the
        integral of e^(-delta y) E(y), with E(y) the expected orders in (0, y].
        """
        if days <= 0:
            return np.zeros(len(x))
        delta = float(np.log1p(annual)) / DAYS_PER_YEAR
        nodes = TIME_NODES
        if delta * days > NOTHING / 4:  # the integrand falls to nothing on the way
            days, nodes = min(days, NOTHING / delta), 4 * TIME_NODES
        known = pairs(x, age)
        value = np.empty(len(known.x))
        roots, weights = leggauss(nodes)
        for level, rows in known.levels():
            scale = self.alpha + known.age[rows]
            end = np.log1p(days / scale)
            expected = expected_by_log_time(self, level, float(end.max()), phase)
            value[rows] = np.exp(-delta * days) * expected(end)
            if delta > 0:
                at = np.outer((1 + roots) / 2, end)
                density = np.exp(at - delta * scale * np.expm1(at)) * expected(at)
                value[rows] += delta * scale * end / 2 * (weights @ density)
        return np.maximum(value, RARE if self.k > 1 else 0.0)[known.row]

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """P(alive after `days` more | alive now and in a phase).

        x (orders), age (days): shape (n,); so returned. E[q^M] of M possible orders: of each p,
        one less p times the orders it makes.
        """
        known = pairs(x, age)
        found = np.empty(len(known.x))
        for level, rows in known.levels():
            end = np.log1p(days / (self.alpha + known.age[rows]))
            p, weight = _chances_of(self, level, float(end.max()))
            shape = self.r + self.k * level + phase
            made = weight @ (p[:, None] * steady(self.k, phase, shape, p, end))
            made += settling(self.k, phase, shape, p, weight * p, end)
            found[rows] = 1 - made
        return np.asarray(np.clip(found, 0, 1)[known.row])

    def expected_by_days(self, x: Vector, age: Vector, days: Vector) -> Vector:
        """`expected_if_alive` by several days at once: days of shape (k,), result (k, n)."""
        known = pairs(x, age)
        value = np.empty((len(days), len(known.x)))
        for level, rows in known.levels():
            at = np.log1p(np.divide.outer(days, self.alpha + known.age[rows]))
            value[:, rows] = expected_by_log_time(self, level, float(at.max()))(at)
        return value[:, known.row]

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max orders within `days`, alive now and in a phase.

        x (orders), age (days): shape (n,). Returns shape (n, n_max). Somebody orders n times if
        they stay n - 1 times and have the time for nk phases less those behind them:
        P(X >= n) = E[(1-p)^(n-1)] P(N >= nk - j), N ~ NegBin(r+kx+j, t/(alpha+T+t)).
        """
        known = pairs(x, age)
        success = days / (self.alpha + known.age + days)
        shape = self.r + self.k * known.x + phase
        first = self.k - phase - 1
        at_least = negbin_at_least(shape, success, n_max * self.k - phase)[:, first :: self.k]
        stays = (self.b + self._chances(known.x))[:, None] + np.arange(n_max - 1)
        at_least[:, 1:] *= np.cumprod(stays / (self.a + stays), axis=1)
        return np.asarray(at_least[known.row])

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days`."""
        none = np.zeros(1)
        alive = self.p_alive(none, none, none)
        return float((alive * self.expected_if_alive(none, none, days))[0])

    def _in_phases(self, x: Vector, t_x: Vector, age: Vector) -> InPhases:
        return in_phases(self.k, self.r + self.k * x, (age - t_x) / (self.alpha + age))

    def _chances(self, x: Vector) -> Vector:
        """Chances to leave that a customer with x repeat orders has had. Shape (n,)."""
        return x + np.float64(self.leaves_at_first)


@lru_cache(maxsize=1024)
def expected_by_log_time(
    model: BetaGeometric, x: float, end: float, phase: int = 0
) -> Callable[[Vector], Vector]:
    """Expected orders of the living with x repeats, by z = ln(1 + t / (alpha+T)) up to `end`.

    For one x the age only sets the clock: everything depends on v = t / (alpha+T) alone. So
    there is one smooth curve E_p[(1 - (1+pv)^-(r+x)) / p], p ~ Beta(a, b+c), and it is
    interpolated in z, where it is analytic in a strip that no parameter narrows. Where orders come
    in phases, what they add at first is too steep for that and summed as it is.
    """
    p, weight = _chances_of(model, x, end)
    k, shape = model.k, model.r + model.k * x + phase

    def per_time(z: Vector) -> Vector:
        v = np.expm1(z)
        orders = -np.expm1(-shape * np.log1p(np.outer(p, v))) / p[:, None]
        return np.asarray(weight @ orders / v)

    def at_length(z: Vector) -> Vector:
        return np.asarray(weight @ steady(k, phase, shape, p, z))

    if k == 1:
        curve = Chebyshev.interpolate(per_time, DEGREE, domain=[0, end])
        return lambda z: np.asarray(np.expm1(z) * curve(z))
    curve = Chebyshev.interpolate(at_length, DEGREE, domain=[0, end])
    return lambda z: np.asarray(curve(z) + settling(k, phase, shape, p, weight, z))


def _chances_of(model: BetaGeometric, x: float, end: float) -> tuple[Vector, Vector]:
    """Chances to leave of the living with x repeats, and their weights; as many as z needs."""
    count = 16 * math.ceil(2 + min(math.sqrt(math.expm1(end)), 30))
    chance, weight = beta_nodes(model.a, model.b + x + model.leaves_at_first, count)
    return np.maximum(chance, 1e-300), weight  # one that rounds to zero is divided by


def starts(rows: Distinct, k: int = 1) -> list[Vector]:
    """Three first guesses of the log parameters that order as often as the data do."""
    days = max((rows.age * rows.weight).sum(), 1.0) / max((rows.x * rows.weight).sum(), 1.0) / k
    guesses = [(0.5, 0.5, 2.0), (1.0, 1.0, 8.0), (3.0, 0.3, 3.0)]
    return [np.log([r, r * days, a, b]) for r, a, b in guesses]


def objective(rows: Distinct, leaves_at_first: bool, k: int = 1) -> Objective:
    """Mean log-likelihood of the rows and its exact gradient, by log parameters.

    Per row there is one softplus; all gamma functions collapse into sums over 0 .. max x, since
    G(r+x)/G(r) and B(a, b+c)/B(a, b) are rising factorials. Sums over rows are plain sums: the
    result of a threaded dot product depends on the number of threads, and is slower here.
    """
    customers = max(rows.customers, 1.0)
    chances = rows.x + leaves_at_first
    more_orders = exceeding(k * rows.x, rows.weight)
    more_chances = exceeding(chances, rows.weight)
    people = np.bincount(rows.age, rows.weight)
    orders = np.bincount(rows.age, rows.weight * k * rows.x)
    i = np.arange(len(more_orders))
    j = np.arange(len(more_chances))
    day = rows.times
    left = chances > 0
    x = k * rows.x[left].astype(np.float64)
    t_x = rows.t_x if rows.pace is None else day[rows.age] - day[rows.age - rows.t_x]
    columns = (x, t_x[left], rows.age[left], rows.weight[left], chances[left] - 1)
    blocks = [
        tuple(column[begin : begin + BLOCK] for column in columns)
        for begin in range(0, len(columns[0]), BLOCK)
    ]
    silent, who_stays = rows.age[~left], rows.weight[~left]  # x is 0, and so is t_x

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        r, alpha, a, b = np.exp(logs)
        elapsed = np.log1p(day / alpha)
        # d/d(ln alpha) of ln(1 + day/alpha), with the sign turned.
        share = day / (alpha + day)
        leaving = np.log(a / (b + j))
        alive = slope_r = slope_alpha = 0.0
        gone_by = np.zeros(len(j))
        for x, t_x, age, weight, last_chance in blocks:
            if rows.pace is None:
                until, part = elapsed[t_x], share[t_x]
            else:  # on a clock the time of the last order is no whole number, so in no table
                until, part = np.log1p(t_x / alpha), t_x / (alpha + t_x)
            waited = elapsed[age] - until
            odds = leaving[last_chance] + (r + x) * waited
            if k > 1:
                found = in_phases(k, r + x, (day[age] - t_x) / (alpha + day[age]))
                odds -= found.log_sum
                alive += (found.log_sum * weight).sum()
            either, gone = softplus(odds)
            if k > 1:
                staying = weight * (1 - gone)
                slope_r += (staying * found.by_shape).sum()
                slope_alpha += (staying * found.by_log_share * (1 - share[age])).sum()
            gone *= weight
            alive += (either * weight).sum()
            slope_r += (gone * waited).sum()
            slope_alpha += (gone * (r + x) * (share[age] - part)).sum()
            gone_by += np.bincount(last_chance, gone, len(j))
        if k > 1:
            found = in_phases(k, np.full(len(silent), r), share[silent])
            alive += (found.log_sum * who_stays).sum()
            slope_r += (found.by_shape * who_stays).sum()
            slope_alpha += (who_stays * found.by_log_share * (1 - share[silent])).sum()
        value = (
            more_orders @ np.log((r + i) / alpha)
            - (r * people + orders) @ elapsed
            - more_chances @ np.log1p(a / (b + j))
            + alive
        )
        slope = (
            more_orders @ (1 / (r + i)) * r - r * (people @ elapsed) + r * slope_r,
            (r * people + orders) @ share - more_orders.sum() - slope_alpha,
            gone_by.sum() - more_chances @ (a / (a + b + j)),
            more_chances @ (a / (a + b + j) * b / (b + j)) - gone_by @ (b / (b + j)),
        )
        return float(value) / customers, np.array(slope) / customers

    return mean_log_likelihood
