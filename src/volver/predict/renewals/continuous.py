"""Customers who may leave at any moment: exponential, exponential-gamma, Weibull-gamma.

A customer leaves at a rate lambda of their own, lambda ~ Gamma(r, tau^c), that changes with the
tenure like t^(c-1); a share of customers may be such as never leave:

    S(t) = share + (1 - share) (1 + (t / tau)^c)^-r.

c = 1 is the exponential-gamma (Lomax, or Pareto of the second kind); r and tau without end at one
ratio the exponential. tau is a tenure, which alpha = tau^c of the papers is not, so that a change
of the unit of time multiplies one parameter and no other.

Where times are known exactly the likelihood is of densities; where only whole periods are, it is
of the periods, and may be compared with that of the models of `discrete`.
"""

from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from typing import ClassVar, NamedTuple, Self

import numpy as np

from volver.domain.history import Vector
from volver.domain.tenure import Tenures
from volver.predict.purchases.model import Fitted
from volver.predict.renewals import life_table
from volver.predict.renewals.model import AGEING, NEVER_LEAVES, OWN
from volver.stats.likelihood import Objective, maximise

R, TAU, C, NEVER = range(4)
"""Places of ln r, ln tau, ln c and the log odds of never leaving."""

FARTHEST = 300.0  # ln (t/tau)^c is held here, before it overflows


class Curve(NamedTuple):
    """ln S(t) and the log hazard ln f(t)/S(t) of those who may leave, with slopes, shape (4, n)."""

    log_s: Vector
    log_f: Vector
    slope_s: Vector
    slope_f: Vector


def curve(tenure: Vector, whole: Vector) -> Curve:
    """ln S and ln f by tenure, shape (n,), at the four log parameters.

    ln r of infinity: one rate for everybody, (t / tau)^c in place of r ln(1 + (t / tau)^c).
    """
    c, here = np.exp(whole[C]), tenure > 0
    log_t = np.log(np.where(here, tenure, 1.0))
    by_c = np.where(here, c * (log_t - whole[TAU]), 0.0)
    log_w = np.where(here, np.minimum(by_c, FARTHEST), -np.inf)
    w, none = np.exp(log_w), np.zeros_like(log_t)
    if whole[R] == np.inf:
        log_s, log_h = -w, whole[C] + log_w - log_t
        slope_s = np.array([none, c * w, -w * by_c, none])
        slope_h = np.array([none, none - c, 1 + by_c, none])
    else:
        r, big, share = np.exp(whole[R]), np.log1p(w), w / (1 + w)
        log_s, log_h = -r * big, whole[R] + whole[C] + log_w - log_t - big
        slope_s = np.array([log_s, r * c * share, -r * share * by_c, none])
        slope_h = np.array([none + 1, -c * (1 - share), 1 + by_c * (1 - share), none])
    return _with_never(log_s, log_h + log_s, slope_s, slope_h + slope_s, whole[NEVER])


def _with_never(
    log_s: Vector, log_f: Vector, slope_s: Vector, slope_f: Vector, log_odds: float
) -> Curve:
    """Mix in those who never leave: S becomes (odds + S) / (1 + odds)."""
    if log_odds == -np.inf:
        return Curve(log_s, log_f, slope_s, slope_f)
    both, may = np.logaddexp(log_odds, log_s), np.logaddexp(0.0, log_odds)
    share = np.exp(log_odds - may)
    mixed = slope_s * np.exp(log_s - both)
    mixed[NEVER] = np.exp(-may) - np.exp(log_s - both)  # the same as of those who never leave
    slope_f = slope_f.copy()
    slope_f[NEVER] = -share
    return Curve(both - may, log_f - may, mixed, slope_f)


@dataclass(frozen=True, slots=True)
class _Continuous:
    """What they share; `places` says which of the four parameters are free."""

    name: ClassVar[str]
    title: ClassVar[str]
    needs: ClassVar[int]
    features: ClassVar[frozenset[str]]
    places: ClassVar[tuple[int, ...]]
    limits: ClassVar[dict[str, tuple[int, ...]]]

    @classmethod
    def fit(cls, tenures: Tenures) -> Fitted[Self]:
        """Maximise the likelihood: of whole periods, or of exact times where any is known."""
        rows = tenures.collapsed()
        count = max(round(rows.customers), 1)
        fit = maximise(cls.objective(rows), cls.starts(rows), count, cls.limits)
        return Fitted(cls.from_log_parameters(fit.log_parameters), fit)

    @classmethod
    def objective(cls, rows: Tenures) -> Objective:
        """Mean log-likelihood of the customers and its exact gradient, by log parameters."""
        if rows.is_whole:
            table = life_table.life_table(rows)
            return life_table.objective(table, cls._steps(table.period))
        return _by_density(rows, cls.whole, cls.places)

    @classmethod
    def _steps(cls, period: Vector) -> life_table.Steps:
        edges, free = np.append(0.0, period), list(cls.places)

        def at(logs: Vector) -> tuple[Vector, Vector]:
            whole = cls.whole(logs)
            found = curve(edges, whole)
            return _kept(edges[:-1], edges[1:], whole), np.diff(found.slope_s[free], axis=1)

        return at

    @classmethod
    def whole(cls, logs: Vector) -> Vector:
        """All four log parameters: one rate for all, c of 1 and nobody who never leaves, unless
        they are free."""
        filled = np.array([np.inf, 0.0, 0.0, -np.inf])
        filled[list(cls.places)] = logs
        return filled

    @classmethod
    def starts(cls, rows: Tenures) -> list[Vector]:
        """First guesses that leave as often as the data do."""
        watched = float(((rows.last - rows.entered) * rows.count).sum())
        pace = max(watched, 1e-9) / (float((rows.count * rows.ended).sum()) + 0.5)
        # One rate for all leaves at 1 / tau, own rates at r / tau on average.
        own = (lambda r: r) if R in cls.places else (lambda r: 1.0)
        guesses = [
            (r, own(r) * pace, 1.0, odds) for r, odds in ((0.5, 0.1), (1.0, 0.5), (4.0, 0.02))
        ]
        return [np.log(guess)[list(cls.places)] for guess in guesses]

    def parameters(self) -> dict[str, float]:
        """The parameters by name; tau in periods."""
        return {name: float(getattr(self, name)) for name in (f.name for f in fields(self))}

    @property
    def log_parameters(self) -> Vector:
        """The logs of the parameters, in their order."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, tenures: Tenures) -> float:
        """Log-likelihood of the tenures: probabilities of periods, or densities of times."""
        return self.objective(tenures.collapsed())(self.log_parameters)[0] * tenures.customers

    def log_kept(self, since: Vector, until: Vector) -> Vector:
        """ln P(tenure > until | tenure > since)."""
        since, until = np.broadcast_arrays(np.asarray(since, np.float64), until)
        whole = self.whole(self.log_parameters)
        return _kept(np.ravel(since), np.ravel(until), whole).reshape(since.shape)

    @property
    def tail(self) -> float:
        """c r, infinity where all have one rate; 0 where some never leave."""
        if NEVER in self.places:
            return 0.0
        whole = self.whole(self.log_parameters)
        return float(np.exp(whole[R] + whole[C]))


def _kept(since: Vector, until: Vector, whole: Vector) -> Vector:
    """ln S(until) - ln S(since), shape (n,), with all its digits where hardly anybody is left who
    may leave: their share p among those there loses what it would lose alone."""
    may_leave = np.append(whole[:NEVER], -np.inf)
    begin, end = (curve(tenure, may_leave).log_s for tenure in (since, until))
    kept = np.minimum(end - begin, 0.0)
    if whole[NEVER] == -np.inf:
        return np.asarray(kept)
    before, after = np.logaddexp(begin, whole[NEVER]), np.logaddexp(end, whole[NEVER])
    share = np.exp(begin - before)
    little = kept > -1  # where much is lost the difference itself has the digits
    lost = np.log1p(share * np.expm1(np.where(little, kept, 0.0)))
    return np.asarray(np.where(little, lost, np.minimum(after - before, 0.0)))


def _by_density(
    rows: Tenures, whole: Callable[[Vector], Vector], places: tuple[int, ...]
) -> Objective:
    """Mean log-likelihood where times are exact: ln f at ends, ln S of the running, less ln S at
    the entry of those who came under watch late."""
    customers, free = max(rows.customers, 1e-300), list(places)
    ended, late = rows.ended, rows.entered > 0

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        at = whole(logs)
        last, entry = curve(rows.last, at), curve(rows.entered[late], at)
        value = (rows.count * np.where(ended, last.log_f, last.log_s)).sum()
        value -= (rows.count[late] * entry.log_s).sum()
        slope = (rows.count * np.where(ended, last.slope_f, last.slope_s)).sum(axis=1)
        slope -= (rows.count[late] * entry.slope_s).sum(axis=1)
        return float(value) / customers, slope[free] / customers

    return mean_log_likelihood


ALIKE = "customers leave at one rate: r and tau run to infinity together"
NOBODY = "hardly anybody leaves: tau runs to infinity"
HEAVY = "hardly anybody leaves for long: r runs to zero"
NO_SHARE = "the data show nobody who never leaves: the share runs to zero"


@dataclass(frozen=True, slots=True)
class Exponential(_Continuous):
    """A fitted exponential: everybody may leave at any moment, at one rate for ever.

    S(t) = e^(-t / tau). In whole periods it is the geometric.

    Source: Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, section
    2.2.

    >>> Exponential(tau=10.0).log_kept(np.array([0.0]), np.array([5.0]))
    array([-0.5])
    """

    name: ClassVar[str] = "exponential"
    title: ClassVar[str] = "Exponential"
    needs: ClassVar[int] = 1
    features: ClassVar[frozenset[str]] = frozenset()
    places: ClassVar[tuple[int, ...]] = (TAU,)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {NOBODY: (1,)}

    tau: float


@dataclass(frozen=True, slots=True)
class ExponentialGamma(_Continuous):
    """A fitted exponential-gamma (Lomax): each customer leaves at a rate of their own.

    lambda ~ Gamma(r, tau): S(t) = (1 + t / tau)^-r. A customer of tenure t has the rate
    Gamma(r, tau + t). The mean tenure is infinite where r <= 1.

    Source: Lomax (1954), JASA 49, 847-852; as a model of customers Hardie, Fader & Wisniewski
    (1998), Journal of Forecasting 17, 209-229.

    >>> ExponentialGamma(r=2.0, tau=10.0).log_kept(np.array([0.0]), np.array([10.0])).round(4)
    array([-1.3863])
    """

    name: ClassVar[str] = "exponential-gamma"
    title: ClassVar[str] = "Exponential-gamma"
    needs: ClassVar[int] = 2
    features: ClassVar[frozenset[str]] = frozenset({OWN})
    places: ClassVar[tuple[int, ...]] = (R, TAU)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {ALIKE: (1, 1), HEAVY: (-1, 0), NOBODY: (0, 1)}

    r: float
    tau: float


@dataclass(frozen=True, slots=True)
class Weibull(_Continuous):
    """A fitted Weibull: one rate for everybody, which changes with tenure by c.

    S(t) = e^-((t / tau)^c). c < 1: the longer somebody has stayed, the less likely to leave.

    Source: Weibull (1951), Journal of Applied Mechanics 18, 293-297.

    >>> Weibull(tau=10.0, c=2.0).log_kept(np.array([0.0]), np.array([5.0]))
    array([-0.25])
    """

    name: ClassVar[str] = "weibull"
    title: ClassVar[str] = "Weibull"
    needs: ClassVar[int] = 2
    features: ClassVar[frozenset[str]] = frozenset({AGEING})
    places: ClassVar[tuple[int, ...]] = (TAU, C)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        NOBODY: (1, 0),
        "who stays a while stays: c runs to zero": (0, -1),
        "everybody leaves at one tenure: c runs to infinity": (0, 1),
    }

    tau: float
    c: float


@dataclass(frozen=True, slots=True)
class WeibullGamma(_Continuous):
    """A fitted Weibull-gamma (Burr XII): own rates, which change with tenure by c.

    lambda ~ Gamma(r, tau^c) and hazard lambda c t^(c-1): S(t) = (1 + (t / tau)^c)^-r. c < 1: a
    customer's own rate falls with tenure; c > 1: it rises. The mean is infinite where c r <= 1.

    Source: Dubey (1968), Naval Research Logistics Quarterly 15, 179-188; as a model of customers
    Hardie, Fader & Wisniewski (1998), Journal of Forecasting 17, 209-229.

    >>> WeibullGamma(r=2.0, tau=10.0, c=1.5).log_kept(np.array([0.0]), np.array([10.0])).round(4)
    array([-1.3863])
    """

    name: ClassVar[str] = "weibull-gamma"
    title: ClassVar[str] = "Weibull-gamma"
    needs: ClassVar[int] = 3
    features: ClassVar[frozenset[str]] = frozenset({OWN, AGEING})
    places: ClassVar[tuple[int, ...]] = (R, TAU, C)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        ALIKE: (1, 1, 0), HEAVY: (-1, 0, 0), NOBODY: (0, 1, 0),
        "who stays a while stays: c runs to zero": (0, 0, -1),
        "everybody leaves at one tenure: c runs to infinity": (0, 0, 1),
    }  # fmt: skip

    r: float
    tau: float
    c: float


@dataclass(frozen=True, slots=True)
class _Never(_Continuous):
    """A share never leaves: odds = share / (1 - share)."""

    @property
    def share(self) -> float:
        """The share of customers who never leave."""
        odds = float(getattr(self, "odds"))  # noqa: B009 - a field of those that come after
        return odds / (1 + odds)


@dataclass(frozen=True, slots=True)
class ExponentialNever(_Never):
    """A fitted exponential of which a share never leaves.

    S(t) = share + (1 - share) e^(-t / tau). In place of own rates: two kinds of customers.

    Source: Boag (1949), JRSS B 11, 15-53. Whether some never leave can only be seen once most who
    leave have left.

    >>> ExponentialNever(tau=10.0, odds=1.0).share
    0.5
    """

    name: ClassVar[str] = "exponential-never"
    title: ClassVar[str] = "Exponential, some never leave"
    needs: ClassVar[int] = 3
    features: ClassVar[frozenset[str]] = frozenset({NEVER_LEAVES})
    places: ClassVar[tuple[int, ...]] = (TAU, NEVER)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {NO_SHARE: (0, -1), NOBODY: (1, 0)}

    tau: float
    odds: float


@dataclass(frozen=True, slots=True)
class WeibullGammaNever(_Never):
    """A fitted Weibull-gamma of which a share never leaves.

    S(t) = share + (1 - share) (1 + (t / tau)^c)^-r. Four parameters ask for a long record: a
    heavy tail and a share who never leave look alike until most who leave have left.

    Source: as the Weibull-gamma; the share as in Boag (1949), JRSS B 11, 15-53.

    >>> model = WeibullGammaNever(r=2.0, tau=10.0, c=1.0, odds=1.0)
    >>> np.exp(model.log_kept(np.array([0.0]), np.array([1e9]))).round(4)
    array([0.5])
    """

    name: ClassVar[str] = "weibull-gamma-never"
    title: ClassVar[str] = "Weibull-gamma, some never leave"
    needs: ClassVar[int] = 4
    features: ClassVar[frozenset[str]] = frozenset({OWN, AGEING, NEVER_LEAVES})
    places: ClassVar[tuple[int, ...]] = (R, TAU, C, NEVER)
    limits: ClassVar[dict[str, tuple[int, ...]]] = {
        ALIKE: (1, 1, 0, 0), HEAVY: (-1, 0, 0, 0), NOBODY: (0, 1, 0, 0),
        NO_SHARE: (0, 0, 0, -1),
    }  # fmt: skip

    r: float
    tau: float
    c: float
    odds: float
