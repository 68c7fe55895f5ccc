"""Gamma-Gamma: every customer has a mean order value of their own, and orders scatter about it."""

from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Spend, Vector
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Objective, maximise

LIMITS = {
    "a customer's orders do not scatter: p runs to infinity": (1, 0, -1),
    "customers are alike in value: q and gamma run to infinity together": (0, 1, 1),
    "values have no typical size: q runs to zero": (0, -1, 0),
}
"""Where the likelihood can run flat, as directions in (ln p, ln q, ln gamma)."""

SEARCH_ROWS = 20_000
NOTHING = 1e-200
"""A mean below this is none: its ratios leave the range of numbers."""


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A fitted Gamma-Gamma: order values ~ Gamma(p, nu), nu ~ Gamma(q, gamma).

    The mean m of x orders has density, for m > 0,
    G(px+q) / (G(px) G(q)) gamma^q m^(px-1) x^(px) / (gamma + x m)^(px+q),
    and nu given m and x ~ Gamma(q + px, gamma + x m). gamma is money. Where q <= 1 the mean order
    value of the population is infinite: `has_mean` is False and the fit says so.

    Source: Fader, Hardie & Lee (2005), Journal of Marketing Research 42(4), 415-430; Fader &
    Hardie (2013), "The Gamma-Gamma Model of Monetary Value", note 025, eq. 1a (density), 5
    (expectation).

    >>> cdnow = GammaGamma(p=6.25, q=3.74, gamma=15.44)
    >>> cdnow.expected(np.array([2.0, 0.0]), np.array([22.35, 0.0])).round(1)
    array([24.7, 35.2])
    """

    name: ClassVar[str] = "gamma-gamma"
    title: ClassVar[str] = "Gamma-Gamma"

    p: float
    q: float
    gamma: float

    @classmethod
    def fit(cls, spend: Spend) -> Fitted[Self]:
        """Maximise the likelihood over customers with repeat orders of positive mean value."""
        x, mean = positive(spend)
        del spend  # ten million customers are a gigabyte of such columns
        step = len(x) // SEARCH_ROWS
        small = objective(x[::step], mean[::step]) if step > 1 else None
        begin, whole = starts(mean), objective(x, mean)
        del mean
        fit = maximise(whole, begin, len(x), LIMITS, small=small)
        model = cls.from_log_parameters(fit.log_parameters)
        if not model.has_mean and fit.ridge is None:
            fit = replace(fit, ridge=f"the mean order value is infinite: q = {model.q:.2f}")
        return Fitted(model, fit)

    def parameters(self) -> dict[str, float]:
        """p, q, gamma; gamma in money."""
        return {"p": self.p, "q": self.q, "gamma": self.gamma}

    @property
    def has_mean(self) -> bool:
        """Whether the mean order value of the population is finite: q > 1."""
        return self.q > 1

    @property
    def log_parameters(self) -> Vector:
        """ln p, ln q, ln gamma."""
        return np.log(astuple(self))

    @classmethod
    def from_log_parameters(cls, logs: Vector) -> Self:
        """Inverse of `log_parameters`."""
        return cls(*np.exp(logs).tolist())

    def log_likelihood(self, spend: Spend) -> float:
        """Log-density of the mean order values; that of the totals is lower by the sum of ln x."""
        x, mean = positive(spend)
        return objective(x, mean)(self.log_parameters)[0] * len(x)

    def expected(self, x: Vector, mean: Vector) -> Vector:
        """Expected value of a future order: p (gamma + x m) / (px + q - 1). Shape (n,).

        x: repeat orders; mean: money per repeat order, any where x is 0. A mean of the customer
        and the population, weighted by how much is known: it holds for means of zero and below,
        where the density does not. Infinite where px + q <= 1.
        """
        surplus = self.p * x + self.q - 1
        value = self.p * self.scale(x, mean) / np.where(surplus > 0, surplus, 1)
        return np.where(surplus > 0, value, np.inf)

    def scale(self, x: Vector, mean: Vector) -> Vector:
        """Posterior scale gamma + x m, in money. Shape (n,); the population's where x is 0."""
        return np.asarray(self.gamma + x * np.where(x > 0, mean, 0))

    def sum_cdf(self, n: Vector, u: Vector, x: Vector) -> Vector:
        """P(value of n future orders <= u * scale): I_{u/(1+u)}(p n, q + p x).

        n (orders, at least 1), u (at least 0) and x (repeat orders so far) broadcast together. The
        sum is Gamma(p n, nu) and nu ~ Gamma(q + px, scale), so that their ratio is a beta prime.
        """
        from scipy.special import betainc

        return np.asarray(betainc(self.p * n, self.q + self.p * x, u / (1 + u)))

    def sum_quantile(self, n: Vector, q: Vector, x: Vector) -> Vector:
        """Quantile at q of the value of n future orders, over the expected value of one.

        n (at least 1) and x: shape (m,), with px + q > 1; worked out once for each pair of them.
        """
        from scipy.special import betaincinv

        pair, at = np.unique(x + 1j * n, return_inverse=True)
        known, orders = self.q + self.p * pair.real, self.p * pair.imag
        share = np.asarray(betaincinv(orders, known, q))
        return np.asarray((share / (1 - share) * (known - 1) / self.p)[at])

    def sum_moments(self, n: Vector, x: Vector, mean: Vector) -> tuple[Vector, Vector]:
        """E[S] and E[S^2] of the value S of n future orders; n, x, mean broadcast together.

        The first two moments of a beta prime times the posterior scale; infinite where
        q + px <= 1, or 2.
        """
        known, orders = self.q + self.p * x, self.p * n
        scale = self.scale(x, mean)
        first = scale * orders / np.where(known > 1, known - 1, 1)
        second = first * scale * (orders + 1) / np.where(known > 2, known - 2, 1)
        return np.where(known > 1, first, np.inf), np.where(known > 2, second, np.inf)


def starts(mean: Vector) -> list[Vector]:
    """Three first guesses of the log parameters with the data's mean, given q > 1."""
    centre = float(mean.mean()) if len(mean) else 1.0
    return [np.log([p, q, centre * (q - 1) / p]) for p, q in ((1.0, 2.0), (5.0, 4.0), (2.0, 10.0))]


def objective(x: Vector, mean: Vector) -> Objective:
    """Mean log-density of the mean order values and its exact gradient, by log parameters.

    Per customer there is one logarithm and one reciprocal: gamma functions are needed once for
    each distinct x, and the sums of ln m are taken beforehand.
    """
    from scipy.special import betaln, psi

    level, count = np.unique(x, return_counts=True)
    log_mean = float(np.log(mean).sum())
    total = x * mean
    log_total = float((x * np.log(total)).sum())
    customers = max(len(x), 1)

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        p, q, gamma = np.exp(logs)
        known = p * level + q
        scratch = total / gamma
        log_scale = np.log1p(scratch, out=scratch)
        scales = float(log_scale.sum())
        scales_x = float(np.multiply(x, log_scale, out=scratch).sum())
        share = np.divide(total, np.add(gamma, total, out=scratch), out=scratch)
        value = (
            -(count @ betaln(p * level, q))
            + p * (log_total - (count @ level) * logs[2])
            - log_mean
            - p * scales_x
            - q * scales
        )
        slope = (
            count @ (level * (psi(known) - psi(p * level)))
            + log_total
            - (count @ level) * logs[2]
            - scales_x,
            count @ (psi(known) - psi(q)) - scales,
            (p * (x * share).sum() + q * share.sum()) - p * (count @ level),
        )
        scaled = np.array(slope) * (p, q, 1.0)
        return float(value) / customers, scaled / customers

    return mean_log_likelihood


def positive(spend: Spend) -> tuple[Vector, Vector]:
    """Repeat orders and mean value of those who have both, in order, shape (m,) each."""
    x, mean = spend.repeat_count, spend.mean
    use = (x > 0) & (mean > NOTHING)
    if not use.all():
        x, mean = x[use], mean[use]
    by_x = np.argsort(x.astype(np.uint16), kind="stable")  # 16 bits: by radix
    x, mean = x[by_x], mean[by_x]
    # Level by level: a plain sort of numbers is far cheaper than one of pairs.
    for begin, end in pairwise([0, *(np.flatnonzero(np.diff(x)) + 1).tolist(), len(x)]):
        mean[begin:end].sort()
    return x.astype(np.float64), mean
