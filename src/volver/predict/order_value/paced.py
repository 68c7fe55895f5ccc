"""Gamma-Gamma where who orders more often spends more, or less, an order."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from volver.domain.history import Vector
from volver.predict.base import Base
from volver.predict.order_value.gamma_gamma import NOTHING, GammaGamma
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.model import Fitted
from volver.stats.likelihood import Objective, maximise

LEAST = 0.05
"""What the smallest shape of a rate's posterior plus beta may fall to."""


@dataclass(frozen=True, slots=True)
class PacedGammaGamma:
    """A fitted Gamma-Gamma whose scale goes with the order rate as (rate / mean rate)^beta.

    A customer's rate is not known; by MBG/NBD it is Gamma(r + x, alpha + T) for whoever is alive,
    so that E rate^beta = G(r + x + beta) / G(r + x) (alpha + T)^-beta. It is a function of the
    purchases alone. Where spend does not depend on them the density of a customer's mean, given
    their purchases, is that of Gamma-Gamma, whoever has been selected by coming back: so beta = 0
    is tested by the likelihood ratio, and ranks or means by x are not needed for it.

    Source: a log-linear link between the two heterogeneities, as in Glady, Baesens & Croux (2009),
    "A modified Pareto/NBD approach for predicting customer lifetime value", Expert Systems with
    Applications 36(2), 2062-2071, put on the rate's posterior.
    """

    title: ClassVar[str] = "Gamma-Gamma by order rate"

    plain: GammaGamma
    """Of customers with the mean rate."""
    beta: float
    """Log of spend per log of rate: 0 where they are independent."""
    rates: MbgNbd

    @classmethod
    def fit(cls, base: Base, start: Fitted[GammaGamma], rates: MbgNbd) -> Fitted[Self]:
        """Maximise the likelihood over customers with repeat orders of positive mean value.

        start: the fit with beta 0; rates: a fit to all customers.
        """
        use = np.flatnonzero((base.x > 0) & (np.nan_to_num(base.mean) > NOTHING))
        x, mean = base.x[use].astype(np.float64), base.mean[use]
        time = seen(rates, base)[use]
        by_size = np.lexsort((time, mean, x))
        where = np.append(start.fit.log_parameters, 0.0)
        fit = maximise(
            objective(x[by_size], mean[by_size], rates.r, time[by_size]),
            [where],
            len(x),
        )
        plain = GammaGamma.from_log_parameters(fit.log_parameters[:3])
        return Fitted(cls(plain, float(fit.log_parameters[3]), rates), fit)

    def parameters(self) -> dict[str, float]:
        """p, q, gamma in money, beta, and of the rates r and alpha in days."""
        rates = {"r": self.rates.r, "alpha": self.rates.alpha}
        return self.plain.parameters() | {"beta": self.beta} | rates

    @property
    def log_parameters(self) -> Vector:
        """ln p, ln q, ln gamma, and beta, which may be of any sign."""
        return np.append(self.plain.log_parameters, self.beta)

    def from_log_parameters(self, logs: Vector) -> Self:
        """The model with these log parameters and this one's rates."""
        return replace(self, plain=GammaGamma.from_log_parameters(logs[:3]), beta=float(logs[3]))

    def factor(self, base: Base) -> Vector:
        """What orders to come are multiplied by: E rate^beta over those orders. Shape (n,).

        Of two rates that are possible the higher one brings more of the orders to come, so that
        the posterior has one order more; who orders is alive.
        """
        from scipy.special import gammaln

        rows = base.rows
        shape = self.rates.r + rows.x + 1
        time = np.log((self.rates.alpha + rows.age) * self.rates.r / self.rates.alpha)
        shape_beta = np.maximum(shape + self.beta, LEAST)
        factor: Vector = np.exp(gammaln(shape_beta) - gammaln(shape) - self.beta * time)
        return np.asarray(factor[base.row], dtype=np.float64)


def seen(rates: MbgNbd, base: Base) -> Vector:
    """Mean log of the days in which a customer was there, times the mean rate. Shape (n,).

    Until today if alive, else until their last order.
    """
    rows = base.rows
    alive = rates.p_alive(rows.x, rows.t_x, rows.age)
    days = alive * np.log(rates.alpha + rows.age) + (1 - alive) * np.log(rates.alpha + rows.t_x)
    found = days + np.log(rates.r / rates.alpha)
    return np.asarray(found[base.row])


def objective(x: Vector, mean: Vector, r: float, time: Vector) -> Objective:
    """Mean log-density of the mean order values and its gradient, by (ln p, ln q, ln gamma, beta).

    x, mean and time (see `seen`): shape (m,).
    """
    from scipy.special import betaln, gammaln, psi

    level, at, count = np.unique(x, return_inverse=True, return_counts=True)
    total = x * mean
    log_total, customers = np.log(total), max(len(x), 1)
    log_mean = float(np.log(mean).sum())
    shapes = r + level

    def mean_log_likelihood(logs: Vector) -> tuple[float, Vector]:
        p, q = np.exp(logs[:2])
        beta = logs[3]
        if len(x) == 0 or shapes.min() + beta < LEAST:
            return -np.inf, np.zeros(4)
        log_gamma = logs[2] + (gammaln(shapes + beta) - gammaln(shapes))[at] - beta * time
        ratio = log_total - log_gamma
        log_scale = np.logaddexp(0, ratio)
        share = np.exp(ratio - log_scale)
        known = p * level + q
        value = (
            -(count @ betaln(p * level, q))
            + (p * x * ratio).sum()
            - log_mean
            - ((p * x + q) * log_scale).sum()
        )
        by_gamma = (p * x + q) * share - p * x
        slope = (
            p * (count @ (level * (psi(known) - psi(p * level))) + (x * (ratio - log_scale)).sum()),
            q * (count @ (psi(known) - psi(q)) - log_scale.sum()),
            by_gamma.sum(),
            (by_gamma * (psi(shapes + beta)[at] - time)).sum(),
        )
        return float(value) / customers, np.array(slope) / customers

    return mean_log_likelihood
