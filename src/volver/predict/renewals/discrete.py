"""Customers who decide at each renewal: geometric, sBG, discrete Weibull and BdW.

A customer leaves at a renewal with a chance theta ~ Beta(alpha, beta) of their own. BdW lets the
chance change with the tenure (theta stays, the t-th renewal counts as t^c - (t-1)^c of them):

    S(t) = B(alpha, beta + t^c) / B(alpha, beta),        r_t = S(t) / S(t - 1).

c = 1 is sBG; alpha and beta without end is the discrete Weibull, one chance for everybody; both
together are the geometric.
That retention rises with tenure needs no loyalty that grows: the ones likely to leave leave first
(sBG, c = 1). Only c tells whether a customer's own chance falls (c < 1) or rises (c > 1).
"""

from dataclasses import astuple, dataclass
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Vector
from volver.domain.tenure import Tenures
from volver.predict.purchases.model import Fitted
from volver.predict.renewals.life_table import LifeTable, Steps, life_table, objective
from volver.predict.renewals.model import AGEING, OWN
from volver.stats.likelihood import maximise
from volver.stats.rising import log_beta_step, psi_rising

ALIKE = "customers leave alike: alpha and beta run to infinity together"
TWO_KINDS = "customers stay or leave at once: alpha and beta run to zero together"
NOBODY_LEAVES = "hardly anybody leaves: alpha / beta runs to zero"
NOBODY_STAYS = "hardly anybody stays: alpha / beta runs to infinity"
NOBODY_EVER = "hardly anybody leaves: tau runs to infinity"
WHO_RENEWED_STAYS = "who has renewed once stays: c runs to zero"
ONE_TENURE = "everybody leaves at one tenure: c runs to infinity"
LIMITS: dict[str, tuple[int, ...]] = {
    ALIKE: (1, 1),
    TWO_KINDS: (-1, -1),
    NOBODY_LEAVES: (-1, 1),
    NOBODY_STAYS: (1, -1),
}
"""Where the likelihood of sBG can run flat, as directions in (ln alpha, ln beta)."""

FARTHEST = 200.0  # ln t^c is held here: e^200 renewals are as good as for ever


@dataclass(frozen=True, slots=True)
class _Discrete:
    """What the four share: the likelihood is that of a life table."""

    name: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[int]
    features: ClassVar[frozenset[str]]
    limits: ClassVar[dict[str, tuple[int, ...]]]

    @classmethod
    def fit(cls, tenures: Tenures) -> Fitted[Self]:
        """Maximise the likelihood of the renewals seen."""
        table = life_table(tenures)
        mean = objective(table, cls.steps(table.period))
        fit = maximise(mean, cls.starts(table), max(round(table.customers), 1), cls.limits)
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    @classmethod
    def steps(cls, period: Vector) -> Steps:
        """ln r_t and its gradient, for the periods t."""
        raise NotImplementedError

    @classmethod
    def starts(cls, table: LifeTable) -> list[Vector]:
        """First guesses of the log parameters."""
        raise NotImplementedError

    @property
    def log_parameters(self) -> Vector:
        """The logs of the parameters, in their order."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, tenures: Tenures) -> float:
        """Log-probability of the renewals seen; times within a period count by their renewal."""
        table = life_table(tenures)
        return objective(table, self.steps(table.period))(self.log_parameters)[0] * table.customers


@dataclass(frozen=True, slots=True)
class Geometric(_Discrete):
    """A fitted geometric: everybody leaves at every renewal with the same chance.

    odds = theta / (1 - theta); S(t) = (1 - theta)^t. Retention is the same for ever, which hardly
    any cohort shows; it is what remains where the data cannot tell customers apart.

    Source: the model that Fader & Hardie (2007), Journal of Interactive Marketing 21(1), 76-90,
    start from.

    >>> Geometric(odds=0.25).log_kept(np.zeros(2), np.array([1.0, 2.0])).round(4)
    array([-0.2231, -0.4463])
    """

    name: ClassVar[str] = "geometric"
    title: ClassVar[str] = "Geometric"
    needs: ClassVar[int] = 1
    features: ClassVar[frozenset[str]] = frozenset()
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        "hardly anybody leaves: theta runs to zero": (-1,),
        "hardly anybody stays: theta runs to one": (1,),
    }

    odds: float

    @property
    def theta(self) -> float:
        """The chance to leave at a renewal."""
        return self.odds / (1 + self.odds)

    def parameters(self) -> dict[str, float]:
        """The odds of leaving, theta / (1 - theta)."""
        return {"odds": self.odds}

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since)."""
        return np.asarray(-np.log1p(self.odds) * (until - since))

    @property
    def tail(self) -> float:
        """Faster than any power."""
        return np.inf

    @classmethod
    def steps(cls, period: Vector) -> Steps:
        """ln r = -ln(1 + odds) at every renewal."""

        def at(logs: Vector) -> tuple[Vector, Vector]:
            odds = np.exp(logs[0])
            one = np.ones((1, len(period)))
            return -np.log1p(odds) * one[0], -odds / (1 + odds) * one

        return at

    @classmethod
    def starts(cls, table: LifeTable) -> list[Vector]:
        """The odds as they were seen."""
        return [np.log([_odds(table)])]


@dataclass(frozen=True, slots=True)
class Sbg(_Discrete):
    """A fitted shifted-beta-geometric: each customer has their own chance to leave.

    theta ~ Beta(alpha, beta): S(t) = B(alpha, beta + t) / B(alpha, beta), and so
    r_t = (beta + t - 1) / (alpha + beta + t - 1): retention rises with tenure because those who
    were likely to leave have left. A customer of tenure t has the chance Beta(alpha, beta + t).
    The mean tenure is infinite where alpha <= 1.

    Source: Fader & Hardie (2007), How to Project Customer Retention, Journal of Interactive
    Marketing 21(1), 76-90: P(T = t), S(t) and retention of the shifted-beta-geometric.

    >>> Sbg(alpha=1.0, beta=1.0).log_kept(np.zeros(3), np.array([0.0, 1.0, 2.0])).round(4)
    array([ 0.    , -0.6931, -1.0986])
    """

    name: ClassVar[str] = "sbg"
    title: ClassVar[str] = "sBG"
    needs: ClassVar[int] = 2
    features: ClassVar[frozenset[str]] = frozenset({OWN})
    limits: ClassVar[dict[str, tuple[int, ...]]] = LIMITS

    alpha: float
    beta: float

    def parameters(self) -> dict[str, float]:
        """alpha, beta."""
        return {"alpha": self.alpha, "beta": self.beta}

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since)."""
        return log_beta_step(self.beta + since, self.alpha, until - since)

    @property
    def tail(self) -> float:
        """alpha."""
        return self.alpha

    @classmethod
    def steps(cls, period: Vector) -> Steps:
        """ln r_t = -ln(1 + alpha / (beta + t - 1))."""

        def at(logs: Vector) -> tuple[Vector, Vector]:
            alpha, beta = np.exp(logs)
            tries = beta + period - 1
            leaving = alpha / (alpha + tries)
            return -np.log1p(alpha / tries), np.array([-leaving, leaving * beta / tries])

        return at

    @classmethod
    def starts(cls, table: LifeTable) -> list[Vector]:
        """Three spreads around the odds that were seen at the first renewals."""
        odds = _odds(table, first=1)
        return [np.log([size * odds / (1 + odds), size / (1 + odds)]) for size in (1.0, 4.0, 40.0)]


@dataclass(frozen=True, slots=True)
class DiscreteWeibull(_Discrete):
    """A fitted discrete Weibull: one chance for everybody, which changes with tenure by c.

    S(t) = e^-((t / tau)^c), so q of the paper is e^-(tau^-c). What BdW becomes where the data show
    no difference between customers: c < 1 says that those who stay grow fonder, c > 1 tired.

    Source: Nakagawa & Osaki (1975), IEEE Transactions on Reliability R-24(5), 300-301.

    >>> DiscreteWeibull(tau=2.0, c=2.0).log_kept(np.zeros(2), np.array([1.0, 2.0]))
    array([-0.25, -1.  ])
    """

    name: ClassVar[str] = "discrete-weibull"
    title: ClassVar[str] = "Discrete Weibull"
    needs: ClassVar[int] = 2
    features: ClassVar[frozenset[str]] = frozenset({AGEING})
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        NOBODY_EVER: (1, 0), WHO_RENEWED_STAYS: (0, -1), ONE_TENURE: (0, 1),
    }  # fmt: skip

    tau: float
    c: float

    def parameters(self) -> dict[str, float]:
        """tau (periods), c."""
        return {"tau": self.tau, "c": self.c}

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since)."""
        begin, end = (_powers(tenure / self.tau, self.c)[0] for tenure in (since, until))
        return np.asarray(-np.maximum(end - begin, 0.0))

    @property
    def tail(self) -> float:
        """Faster than any power."""
        return np.inf

    @classmethod
    def steps(cls, period: Vector) -> Steps:
        """ln r_t = ((t-1)^c - t^c) / tau^c."""
        edges = np.append(0.0, period)

        def at(logs: Vector) -> tuple[Vector, Vector]:
            tau, c = np.exp(logs)
            power, by_log_c = _powers(edges / tau, c)
            log_r = -np.diff(power)
            return log_r, np.array([-c * log_r, -np.diff(by_log_c)])

        return at

    @classmethod
    def starts(cls, table: LifeTable) -> list[Vector]:
        """The first renewal as it was seen with c below one, and all of them with c above."""
        paces = [(np.log1p(_odds(table, first)), c) for first, c in ((1, 0.7), (None, 1.3))]
        return [np.array([-np.log(pace) / c, np.log(c)]) for pace, c in paces]


@dataclass(frozen=True, slots=True)
class Bdw(_Discrete):
    """A fitted beta-discrete-Weibull: sBG, and the chance to leave changes with tenure by c.

    S(t) = B(alpha, beta + t^c) / B(alpha, beta). c < 1: a customer's own chance to leave falls
    with tenure; c > 1: it rises; c = 1: sBG. The mean tenure is infinite where c alpha <= 1.

    Source: Fader, Hardie, Liu, Davin & Steenburgh (2018), "How to Project Customer Retention"
    Revisited: The Role of Duration Dependence, Journal of Interactive Marketing 43, 1-16.

    >>> bdw, sbg = Bdw(alpha=0.7, beta=1.2, c=1.0), Sbg(alpha=0.7, beta=1.2)
    >>> t = np.array([1.0, 12.0])
    >>> bool(np.allclose(bdw.log_kept(0 * t, t), sbg.log_kept(0 * t, t), rtol=1e-12))
    True
    """

    name: ClassVar[str] = "bdw"
    title: ClassVar[str] = "BdW"
    needs: ClassVar[int] = 3
    features: ClassVar[frozenset[str]] = frozenset({OWN, AGEING})
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        **{words: (*limit, 0) for words, limit in LIMITS.items()},
        WHO_RENEWED_STAYS: (0, 0, -1),
        ONE_TENURE: (0, 0, 1),
    }

    alpha: float
    beta: float
    c: float

    def parameters(self) -> dict[str, float]:
        """alpha, beta, c."""
        return {"alpha": self.alpha, "beta": self.beta, "c": self.c}

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since)."""
        begin, end = _powers(since, self.c)[0], _powers(until, self.c)[0]
        return log_beta_step(self.beta + begin, self.alpha, end - begin)

    @property
    def tail(self) -> float:
        """c alpha."""
        return self.c * self.alpha

    @classmethod
    def steps(cls, period: Vector) -> Steps:
        """ln r_t = ln B(alpha, beta + t^c) - ln B(alpha, beta + (t-1)^c)."""
        edges = np.append(0.0, period)

        def at(logs: Vector) -> tuple[Vector, Vector]:
            alpha, beta, c = np.exp(logs)
            power, by_log_c = _powers(edges, c)
            log_r = log_beta_step(beta + power[:-1], alpha, np.diff(power))
            # ln S(t) = ln G(beta + u) - ln G(alpha + beta + u) and a constant, with u = t^c.
            gap = psi_rising(beta + power, alpha)
            by_alpha = psi_rising(alpha + beta + power[:-1], np.diff(power))
            slopes = (-alpha * by_alpha, *np.diff([-beta * gap, -by_log_c * gap], axis=1))
            return log_r, np.array(slopes)

        return at

    @classmethod
    def starts(cls, table: LifeTable) -> list[Vector]:
        """Those of sBG, with c = 1."""
        return [np.append(start, 0.0) for start in Sbg.starts(table)]


def _powers(tenure: Vector, c: float) -> tuple[Vector, Vector]:
    """t^c, held at e^FARTHEST, and its slope by ln c. Any shape in, the same out."""
    log_t = np.log(np.maximum(tenure, 1e-300))
    power = np.where(tenure > 0, np.exp(np.minimum(c * log_t, FARTHEST)), 0.0)
    free = (tenure > 0) & (c * log_t < FARTHEST)
    return power, np.where(free, power * c * log_t, 0.0)


def _odds(table: LifeTable, first: int | None = None) -> float:
    """Odds of leaving at a renewal, in the first periods or in all, never without end."""
    ended, at_risk = table.ended[:first].sum(), table.at_risk[:first].sum()
    return float((ended + 0.5) / (at_risk - ended + 0.5))
