"""Parameter noise: the fit might have come out a little different; by how much, in a few models."""

from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise
from typing import Protocol, Self, TypeVar

import numpy as np

from volver.domain.history import Vector
from volver.predict.purchases.model import Fitted
from volver.predict.purchases.stacked import Stacked
from volver.stats.likelihood import Fit

NEGLIGIBLE = 0.03
"""Noise of less than 3 % in what a customer is expected to do leaves their interval alone: it
adds 0.03^2 to a squared relative spread that is hardly ever below 0.15^2."""

USUAL = 365.0
"""Days over which it is seen which way a parameter moves the orders of a new customer."""
SOME = 300
"""Customers on which the fit's noise in a total is measured: it is a mean, and needs no more."""


class Drawn(Protocol):
    """A model that log parameters make."""

    def from_log_parameters(self, logs: Vector) -> Self:
        """The model with these log parameters."""


M = TypeVar("M", bound=Drawn)


def sigma_points(fitted: Fitted[M]) -> list[M]:
    """Models in equal shares whose mean and covariance are those of the Laplace approximation.

    For k parameters there are 2k: the optimum plus and minus sqrt(k) standard deviations along
    each axis of the covariance, on log parameters. Exact for integrands of degree three.

    Source: the third-degree spherical rule; Arasaratnam & Haykin (2009), Cubature Kalman filters,
    IEEE Transactions on Automatic Control 54(6), 1254-1269.
    """
    if isinstance(fitted.model, Stacked):
        steps = _together(fitted.model, fitted.fit)
    else:
        steps = _axes(fitted.fit.covariance)
    middle = fitted.fit.log_parameters
    return [
        fitted.model.from_log_parameters(middle + sign * step) for step in steps for sign in (1, -1)
    ]


def _axes(covariance: Vector) -> Vector:
    """sqrt(k) standard deviations along each axis. Shape (k, k), one axis a row."""
    weights, axes = np.linalg.eigh(covariance)
    return np.asarray((axes * np.sqrt(len(weights) * np.maximum(weights, 0))).T)


def _together(model: Stacked, fit: Fit) -> Vector:
    """Steps of all models of a stack at once: they were fitted to the same customers, so what is
    too much in one is too much in all. Shape (most parameters of one, parameters of all).

    Each model's axes are put in order of what they do to the orders of a new customer, pointing
    upward, and the k-th of each are one step. A model with fewer axes goes through them again.
    """
    ends = accumulate((len(one.log_parameters) for one in model.models), initial=0)
    blocks = [fit.covariance[a:b, a:b] for a, b in pairwise(ends)]
    most = max(len(block) for block in blocks)
    found = []
    for one, block in zip(model.models, blocks, strict=True):
        steps = _axes(block)
        middle = one.log_parameters
        up, down = (
            np.array(
                [one.from_log_parameters(middle + s).expected_new(USUAL) for s in sign * steps]
            )
            for sign in (1, -1)
        )
        effect = np.log(up / down)
        order = np.argsort(-np.abs(effect), kind="stable")
        steps = np.where(effect < 0, -1.0, 1.0)[order, None] * steps[order]
        at = np.arange(most) % len(block)
        times = np.bincount(at)[at]
        found.append(steps[at] * np.sqrt(most / len(block) / times)[:, None])
    return np.concatenate(found, axis=1)


def noise(results: list[Vector]) -> Vector:
    """Variance of the log of a result over the sigma points, given in their order.

    The middle of each pair is the optimum; a shift of the mean by curvature is no noise. Results
    of any one shape, of one sign; returns that shape.
    """
    logs = np.log(np.abs(np.array(results)))
    return np.asarray(np.mean(((logs[::2] - logs[1::2]) / 2) ** 2, axis=0))


def mixture(fitted: Fitted[M], expected: Callable[[M], Vector]) -> list[M]:
    """The sigma points, or the fitted model alone where they expect the same of customers.

    expected: what a model expects of a few customers who differ.
    """
    points = sigma_points(fitted)
    if noise([expected(model) for model in points]).max() < NEGLIGIBLE**2:
        return [fitted.model]
    return points


def slopes(fit: Fit, of: Callable[[Vector], float]) -> Vector:
    """How a number answers to the log parameters of a fit. Shape (k,).

    Secants over a standard deviation each way, as the sigma points'.
    """
    steps = np.diag(np.sqrt(np.maximum(np.diag(fit.covariance), 1e-12)))
    at = fit.log_parameters
    return np.array([(of(at + step) - of(at - step)) / (2 * step.max()) for step in steps])


def joint_noise(fit: Fit, maps: Vector, by_profile: Sequence[Vector]) -> float:
    """Variance of a sum over profiles from the fit that they share, which moves them together.

    maps: log parameters of each profile from those of the fit, shape (profiles, k, parameters).
    by_profile: the slopes of each profile's part of the sum by its own log parameters.
    """
    slope = np.zeros(len(fit.log_parameters))
    for to_logs, own in zip(maps, by_profile, strict=True):
        slope += to_logs.T @ own
    return float(slope @ fit.covariance @ slope)
