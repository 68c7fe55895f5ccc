"""Pareto/NBD: a customer may leave at any moment, whether or not an order was just placed."""

import math
from dataclasses import astuple, dataclass
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Histories, Vector
from volver.domain.time import DAYS_PER_UNIT, DAYS_PER_YEAR, Unit
from volver.predict.purchases.collapse import Distinct, collapse
from volver.predict.purchases.departure import Points, points, tails
from volver.predict.purchases.model import NOTHING, Fitted, Memoryless
from volver.predict.purchases.ridges import limits
from volver.stats.likelihood import Objective, maximise
from volver.stats.special import exceeding, leggauss, softplus

LIMITS = limits("s", "beta")
"""Where the likelihood can run flat, as directions in (ln r, ln alpha, ln s, ln beta)."""

SEARCH_ROWS = 10_000
"""The search for the optimum sees about this many distinct rows; the finish sees all."""
BLOCK = 16_384
"""Rows of the likelihood that are gone through at once, so that they stay in the cache."""
TIME_NODES = 64
"""Days at which discounting is summed."""
EVENT_NODES = 24
"""Days at which the n-th order may come, for customers who order now and then; more for others."""
CELLS = 1_000_000
"""Days times customers that are computed at once at most."""


@dataclass(frozen=True, slots=True)
class ParetoNbd(Memoryless):
    """A fitted Pareto/NBD: order rate ~ Gamma(r, alpha), leaving rate ~ Gamma(s, beta).

    While alive a customer orders at random at a rate lambda; the lifetime is exponential with a
    rate mu, independent of lambda. The density of x order times, the last at t_x, within T is

        G(r+x)/G(r) alpha^r beta^s { (alpha+T)^-(r+x) (beta+T)^-s
                                     + s integral from t_x to T of
                                       (alpha+y)^-(r+x) (beta+y)^-(s+1) dy },

    alive at T the first term, gone at some y the second. Their ratio e^d gives
    P(alive) = 1 / (1 + e^d). Given alive, lambda ~ Gamma(r+x, alpha+T) and mu ~ Gamma(s, beta+T).
    Times are days.

    Source: Schmittlein, Morrison & Colombo (1987), Counting your customers, Management Science
    33(1), 1-24; Fader & Hardie (2005), A note on deriving the Pareto/NBD model.

    >>> cdnow = ParetoNbd(r=0.553, alpha=10.58 * 7, s=0.606, beta=11.67 * 7)
    >>> cdnow.p_alive(np.zeros(2), np.zeros(2), np.array([0.0, 272.0])).round(3)
    array([1.   , 0.295])
    """

    name: ClassVar[str] = "pareto-nbd"
    title: ClassVar[str] = "Pareto/NBD"

    r: float
    alpha: float
    s: float
    beta: float

    @classmethod
    def fit(cls, histories: Histories) -> Fitted[Self]:
        """Maximise the likelihood over collapsed histories."""
        rows = collapse(histories)
        step = len(rows.x) // SEARCH_ROWS
        fit = maximise(
            objective(rows),
            starts(rows),
            histories.customers,
            LIMITS,
            small=objective(rows.every(step)) if step > 1 else None,
        )
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    def parameters(self, unit: Unit = "day") -> dict[str, float]:
        """r, alpha, s, beta; alpha and beta in `unit`."""
        days = DAYS_PER_UNIT[unit]
        return {"r": self.r, "alpha": self.alpha / days, "s": self.s, "beta": self.beta / days}

    @property
    def log_parameters(self) -> Vector:
        """ln r, ln alpha (days), ln s, ln beta (days)."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, histories: Histories, unit: Unit = "day") -> float:
        """Log-likelihood of the order times, without a counting constant."""
        rows = collapse(histories)
        mean = objective(rows)(self.log_parameters)[0]
        repeats = float((rows.x * rows.weight).sum())
        return mean * rows.customers + repeats * float(np.log(DAYS_PER_UNIT[unit]))

    def p_alive(self, x: Vector, t_x: Vector, age: Vector) -> Vector:
        """Probability that the relationship has not ended by the observation date.

        x (orders), t_x, age (days): shape (n,). Returns shape (n,), in [0, 1].
        """
        x, t_x, age = (np.asarray(part, np.float64) for part in (x, t_x, age))
        where = points(x, t_x, age)
        odds = _log_odds_gone(self, where, x, t_x, age)[0]
        return np.asarray(softplus(-odds)[1])

    def expected_if_alive(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """Expected orders in (0, days] from now on, for a customer who is alive.

        x (orders), age (days): shape (n,). Returns shape (n,). The mean rate times the expected
        days alive: Fader & Hardie (2005), eq. 41 given alive, with its limit at s = 1.
        """
        stretch = np.log1p(days / (self.beta + age))
        power = (1 - self.s) * stretch
        mean = np.where(power == 0, 1.0, np.expm1(power) / np.where(power == 0, 1.0, power))
        return np.asarray((self.r + x) / (self.alpha + age) * (self.beta + age) * stretch * mean)

    def discounted_if_alive(
        self, x: Vector, age: Vector, days: float, annual: float, phase: int = 0
    ) -> Vector:
        """The same with each order at d days divided by (1 + annual)^(d / 365.25).

        The integral of e^(-delta u) P(alive at u | alive now) over (0, days], in ln(1 + u / scale).
        To infinity, the discounted expected residual transactions: Fader, Hardie & Lee (2005), RFM
        and CLV, JMR 42(4), 415-430, eq. 2 given alive, with no pole at s = 1 and for any beta.
        """
        delta = float(np.log1p(annual)) / DAYS_PER_YEAR
        if delta == 0 or days <= 0:
            return self.expected_if_alive(x, age, max(days, 0))
        ages, at = np.unique(age, return_inverse=True)
        roots, weights = leggauss(TIME_NODES)
        scale = self.beta + ages
        end = np.log1p(np.minimum(days, NOTHING / delta) / scale)
        z = np.outer((1 + roots) / 2, end)
        alive = np.exp((1 - self.s) * z - delta * scale * np.expm1(z))
        return np.asarray(
            (self.r + x) / (self.alpha + age) * (scale * end / 2 * (weights @ alive))[at]
        )

    def stays(self, x: Vector, age: Vector, days: float, phase: int = 0) -> Vector:
        """P(alive after `days` more | alive now).

        x (orders), age (days): shape (n,), as returned.
        """
        return np.asarray(np.exp(-self.s * np.log1p(days / (self.beta + age))))

    def at_least_if_alive(
        self, x: Vector, age: Vector, days: float, n_max: int, phase: int = 0
    ) -> Vector:
        """P(X >= n) for n = 1 .. n_max orders within `days`, alive now.

        x (orders), age (days): shape (n,). Returns shape (n, n_max). Somebody orders n times if
        the n-th order comes in time and before they leave: the integral over its day u of its
        density among those who stay, times P(alive at u | alive now).
        """
        found = np.zeros((len(x), n_max))
        if days > 0:
            for part in np.array_split(np.arange(len(x)), 1 + len(x) * EVENT_NODES // CELLS):
                found[part] = self._at_least(x[part], age[part], days, n_max)
        return found

    def _at_least(self, x: Vector, age: Vector, days: float, n_max: int) -> Vector:
        """See above. With z = ln(1 + u / (alpha+T)) the n-th order has the density
        G(m+n)/(G(m) G(n)) (1 - e^-z)^(n-1) e^-mz, m = r+x; in sqrt(z) it is equally wide for all n.
        """
        m, so_far = (self.r + x)[:, None], (self.alpha + age)[:, None]
        alive_for = (self.beta + age)[:, None]
        end = np.log1p(days / so_far)
        steepest = float(((m + self.s * so_far / alive_for) * end).max(initial=0))
        nodes = EVENT_NODES + math.ceil(3 * math.sqrt(steepest))
        roots, weights = leggauss(nodes)
        w = (1 + roots) / 2
        z = end * w**2
        stays = -self.s * np.log1p(so_far * np.expm1(z) / alive_for)
        logs = np.log(weights * w * end * m) - m * z + stays
        farther = np.log(-np.expm1(-z))
        found = np.empty((len(x), n_max))
        for n in range(1, n_max + 1):
            found[:, n - 1] = np.exp(logs).sum(axis=1)
            logs += farther + np.log1p(m / n)
        return np.minimum(found, 1)

    def expected_new(self, days: float) -> float:
        """Expected repeat orders of a new customer in the first `days`."""
        return float(self.expected_if_alive(np.zeros(1), np.zeros(1), days)[0])


def starts(rows: Distinct) -> list[Vector]:
    """Three first guesses of the log parameters that order as often as the data do."""
    seen = max((rows.age * rows.weight).sum(), 1.0)
    days, mean_age = seen / max((rows.x * rows.weight).sum(), 1.0), seen / max(rows.customers, 1.0)
    guesses = [(0.5, 0.5, 0.5), (1.0, 1.0, 2.0), (3.0, 0.3, 1.0)]
    return [np.log([r, r * days, s, age * mean_age]) for r, s, age in guesses]


def objective(rows: Distinct) -> Objective:
    """Mean log-likelihood of the rows and its exact gradient, by log parameters.

    Who ordered on the observation date is alive: their row has no second term.
    """
    customers = max(rows.customers, 1.0)
    more_orders = exceeding(rows.x, rows.weight)
    people = np.bincount(rows.age, rows.weight)
    orders = np.bincount(rows.age, rows.weight * rows.x)
    i, day = np.arange(len(more_orders)), np.arange(len(people))
    x, t_x, age = (part.astype(np.float64) for part in (rows.x, rows.t_x, rows.age))
    where = points(x, t_x, age)

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        model = ParetoNbd.from_log_parameters(logs)
        r, alpha, s, beta = astuple(model)
        ordering, leaving = np.log1p(day / alpha), np.log1p(day / beta)
        odds, slopes = _log_odds_gone(model, where, x, t_x, age)
        either, gone = softplus(odds)
        gone *= rows.weight
        value = (
            (more_orders * np.log((r + i) / alpha)).sum()
            - ((r * people + orders) * ordering).sum()
            - s * (people * leaving).sum()
            + (either * rows.weight).sum()
        )
        of_gone = (slopes * gone).sum(axis=1)
        slope = (
            r * ((more_orders / (r + i)).sum() - (people * ordering).sum() + of_gone[0]),
            ((r * people + orders) * day / (alpha + day)).sum()
            - more_orders.sum()
            + alpha * of_gone[1],
            s * (of_gone[2] - (people * leaving).sum()),
            s * (people * day / (beta + day)).sum() + beta * of_gone[3],
        )
        return float(value) / customers, np.array(slope) / customers

    return mean_log_likelihood


def _log_odds_gone(
    model: ParetoNbd, where: Points, x: Vector, t_x: Vector, age: Vector
) -> tuple[Vector, Vector]:
    """d = ln((1 - P(alive)) / P(alive)), minus infinity where t_x is T, and its slopes.

    x, t_x, age: shape (n,), the customers of `where`. Returns shapes (n,) and (4, n): slopes by r,
    alpha, s, beta.
    """
    r, alpha, s, beta = astuple(model)
    found = tails(where, r, alpha, s, beta)
    odds, slopes = np.empty(len(x)), np.empty((4, len(x)))
    for first in range(0, len(x), BLOCK):
        block = slice(first, first + BLOCK)
        begin, end = found[:, where.begin[block]], found[:, where.end[block]]
        many, t, until = r + x[block], t_x[block], age[block]
        of_orders = np.log1p((until - t) / (alpha + t))
        of_leaving = np.log1p((until - t) / (beta + t))
        grown = many * of_orders + (s + 1) * of_leaving
        left = np.exp(-grown)  # g(T) / g(t_x)
        gone = np.maximum(begin[0] - left * end[0], 0)
        some = gone > 0
        share = np.divide(1.0, gone, out=np.zeros_like(gone), where=some)
        odds[block] = np.log(s / (beta + until)) + grown
        odds[block] += np.log(gone, out=np.full_like(gone, -np.inf), where=some)
        slopes[0, block] = of_orders - (begin[1] - left * (end[1] + of_orders * end[0])) * share
        slopes[1, block] = many / (alpha + until) - many * share * (
            begin[2] / (alpha + t) - left * end[2] / (alpha + until)
        )
        slopes[2, block] = (
            1 / s + of_leaving - (begin[3] - left * (end[3] + of_leaving * end[0])) * share
        )
        slopes[3, block] = s / (beta + until) - (s + 1) * share * (
            begin[4] / (beta + t) - left * end[4] / (beta + until)
        )
        slopes[:, block] *= some
    return odds, slopes
