"""Several likelihoods that share their parameters but for effects, and how far effects scatter.

Customers fall in profiles; the log parameters of profile p are linear in all there is to learn,
M_p theta, so that the likelihood and its gradient are sums over the profiles' own, by the chain
rule. theta begins with what is common; effects follow, in families. The effects of one family are
N(0, tau^2): where tau is learnt too, a small profile is drawn to the middle by as much as the large
ones show that profiles are alike. That is partial pooling.

Source: tau is where the Laplace approximation of the evidence is highest, found by the fixed point
of MacKay (1992), Bayesian interpolation, Neural Computation 4(3), 415-447, eq. 4.10; the penalised
likelihood with several profiles is that of Breslow & Clayton (1993), Approximate inference in
generalized linear mixed models, JASA 88(421), 9-25.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from volver.stats.likelihood import Fit, Objective, Vector, information, maximise

Places = NDArray[np.intp]

FIRST_SPREAD = 0.3
"""tau to begin with: effects of a third or so."""
LEAST_SPREAD = 1e-3
"""tau below which effects are none; a prior that is sharper still would only cost digits."""
ROUNDS = 8
FIXED_POINTS = 200
SETTLED = 0.02
"""Relative change of a tau that is none."""
NEWTON_STEPS = 30
TOP, NEAR_TOP = 1e-9, 1e-3
"""Log-likelihood that is nothing: for a fit, and while tau is looked for."""
DAMPING = 0.25
"""Information that no flat direction goes below: a standard error of 2, as in `likelihood.WIDE`."""


@dataclass(frozen=True, slots=True)
class Profiles:
    """The parts of a likelihood and what joins them."""

    parts: Sequence[Objective]
    """Mean log-likelihood of each profile, by its own log parameters, shape (k,)."""
    customers: Vector
    """Of each profile. Shape (profiles,)."""
    maps: Vector
    """Log parameters of each profile from theta. Shape (profiles, k, theta)."""

    @property
    def count(self) -> float:
        """Customers of all profiles."""
        return float(self.customers.sum())

    def objective(self, theta: Vector) -> tuple[float, Vector]:
        """Mean log-likelihood over all customers, and its gradient."""
        value, slope = 0.0, np.zeros(len(theta))
        for part, customers, to_logs in zip(self.parts, self.customers, self.maps, strict=True):
            one, gradient = part(to_logs @ theta)
            value += customers * one
            slope += customers * (to_logs.T @ gradient)
        return value / self.count, slope / self.count

    def information(self, theta: Vector) -> Vector:
        """Of the mean customer: each profile's own, by the chain rule. Shape (theta, theta).

        So the likelihood is computed 2k times, however many effects there are.
        """
        found = np.zeros((len(theta), len(theta)))
        for part, customers, to_logs in zip(self.parts, self.customers, self.maps, strict=True):
            found += customers * (to_logs.T @ information(part, to_logs @ theta) @ to_logs)
        return found / self.count


@dataclass(frozen=True, slots=True)
class Pooled:
    """A fit of all profiles together."""

    fit: Fit
    """Of theta. Its log-likelihood is that of the data alone, its covariance holds the prior."""
    spreads: Vector
    """tau of each family of effects. Shape (families,)."""


def pool(
    profiles: Profiles,
    families: Sequence[Places],
    start: Vector,
    spreads: Sequence[float] | None = None,
    limits: Mapping[str, Sequence[float]] | None = None,
    small: Profiles | None = None,
) -> Pooled:
    """The most probable theta, and tau where it is not given.

    families: the places of their effects in theta, shape (effects,) each.
    start: theta to begin with, such as the fit without effects and zeros.
    spreads: tau by family, infinite for effects without a prior; None learns them.
    limits: see `maximise`; directions in what is common.
    small: the same on a share of the customers, for the search of tau.
    """
    if spreads is None:
        theta, taus = _learnt(small or profiles, families, start)
    else:
        theta, taus = start, np.asarray(spreads, dtype=np.float64)
    prior = _precision(families, taus, len(start)) / profiles.count
    theta = _climbed(profiles, theta, prior, TOP)

    def penalised(at: Vector) -> tuple[float, Vector]:
        value, slope = profiles.objective(at)
        return value - float(prior @ at**2) / 2, slope - prior * at

    fit = maximise(
        penalised,
        [theta],
        int(profiles.count),
        {
            words: (*limit, *[0.0] * (len(start) - len(limit)))
            for words, limit in (limits or {}).items()
        },
        curvature=lambda at: profiles.information(at) + np.diag(prior),
    )
    likelihood = profiles.objective(fit.log_parameters)[0] * profiles.count
    return Pooled(replace(fit, log_likelihood=likelihood), taus)


def own_fit(fit: Fit, to_logs: Vector) -> Fit:
    """The fit of log parameters that are linear in those of a fit, as within the whole.

    to_logs: shape (k, parameters).
    """
    covariance = to_logs @ fit.covariance @ to_logs.T
    return replace(fit, log_parameters=to_logs @ fit.log_parameters, covariance=covariance)


def _precision(families: Sequence[Places], taus: Vector, size: int) -> Vector:
    """1 / tau^2 at the effects, 0 elsewhere. Shape (size,)."""
    found = np.zeros(size)
    for family, tau in zip(families, taus, strict=True):
        found[family] = tau**-2.0
    return found


def _climbed(profiles: Profiles, theta: Vector, prior: Vector, until: float) -> Vector:
    """Damped Newton steps uphill, until one gains no more than so much of a log-likelihood."""
    value, slope = profiles.objective(theta)
    height, slope = value - float(prior @ theta**2) / 2, slope - prior * theta
    damping = DAMPING / profiles.count * np.eye(len(theta))
    for _ in range(NEWTON_STEPS):
        curved = profiles.information(theta) + np.diag(prior) + damping
        weights, axes = np.linalg.eigh(curved)
        step = axes @ ((axes.T @ slope) / np.maximum(np.abs(weights), DAMPING / profiles.count))
        step = step / max(1.0, float(np.abs(step).max()))
        for _ in range(20):
            trial = theta + step
            value, gradient = profiles.objective(trial)
            reached = value - float(prior @ trial**2) / 2
            if reached > height:
                break
            step = step / 4
        else:
            return theta
        gain, height = reached - height, reached
        theta, slope = trial, gradient - prior * trial
        if gain * profiles.count < until:
            return theta
    return theta


def _learnt(profiles: Profiles, families: Sequence[Places], start: Vector) -> tuple[Vector, Vector]:
    """theta and tau in turn, until tau stays."""
    theta, taus = start, np.full(len(families), FIRST_SPREAD)
    for _ in range(ROUNDS):
        prior = _precision(families, taus, len(start))
        theta = _climbed(profiles, theta, prior / profiles.count, NEAR_TOP)
        seen = profiles.information(theta) * profiles.count
        none = theta.copy()  # what is common is told from where it stands, effects from zero
        none[np.concatenate(families)] = 0
        score = seen @ (theta - none) + profiles.objective(theta)[1] * profiles.count
        found = _evident(seen, score, families, taus)
        change = np.abs(np.log(found / taus)).max(initial=0.0)
        taus = found
        if change < SETTLED:
            break
    return theta, taus


def _evident(seen: Vector, score: Vector, families: Sequence[Places], taus: Vector) -> Vector:
    """tau of the highest evidence; the log-likelihood is score'd - d'seen d / 2, d from `none`.

    MacKay's fixed point: tau^2 = sum of squared effects over how many of them the data pin down.
    """
    taus = taus.copy()
    common = DAMPING * np.eye(len(score))
    for _ in range(FIXED_POINTS):
        covariance = np.linalg.inv(seen + common + np.diag(_precision(families, taus, len(score))))
        moved, before = covariance @ score, taus.copy()
        for k, family in enumerate(families):
            own = float(np.trace(covariance[np.ix_(family, family)])) / taus[k] ** 2
            pinned = max(len(family) - own, 1e-12)
            taus[k] = max(float(np.sqrt((moved[family] ** 2).sum() / pinned)), LEAST_SPREAD)
        if np.abs(np.log(taus / before)).max(initial=0.0) < SETTLED / 10:
            break
    return taus
