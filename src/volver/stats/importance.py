"""How well draws from one distribution stand for another: Pareto-smoothed importance weights.

Arrays only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

UNRELIABLE = 0.7
"""Above this Pareto k the weights say more of chance than of the target, at any number of draws
that anybody makes (Vehtari et al. 2024, section 3.2)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of draws; shape (draws,), adding up to one."""

    weight: Vector
    """Smoothed: the largest are what a Pareto tail has in their places."""
    k: float
    """Shape of that tail: below 0.5 all is well, above 0.7 draws do not stand for the target."""
    effective: float
    """Draws from the target itself that would tell as much."""


def pareto_smoothed(log_ratio: Vector) -> Weights:
    """Weights from the log of target over proposal density at each draw, shape (draws,).

    Minus infinity is a draw that the target rules out.

    Source: Vehtari, Simpson, Gelman, Yao & Gabry (2024), Pareto smoothed importance sampling,
    Journal of Machine Learning Research 25(72), 1-58.

    >>> even = pareto_smoothed(np.zeros(100))
    >>> round(even.effective), even.k
    (100, -inf)
    """
    size = len(log_ratio)
    raw = np.exp(log_ratio - log_ratio.max())
    tail = int(min(0.2 * size, np.ceil(3 * np.sqrt(size))))
    order = np.argsort(raw, kind="stable")
    largest, cut = order[size - tail :], float(raw[order[size - tail - 1]])
    above = raw[largest] - cut
    k = -np.inf
    if tail >= 5 and above[0] > 0 and above[-1] > above[0]:
        k, scale = pareto_tail(above)
        place = (np.arange(tail) + 0.5) / tail
        smooth = scale * (np.expm1(-k * np.log1p(-place)) / k if k else -np.log1p(-place))
        raw = raw.copy()
        raw[largest] = np.minimum(cut + smooth, 1.0)  # none above the largest that was seen
    weight = raw / raw.sum()
    return Weights(weight, k, float(1 / (weight**2).sum()))


def pareto_tail(above: Vector) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution, from values above 0 in rising order.

    A posterior mean over the profile likelihood, drawn a little to 0.5 as in PSIS.

    Source: Zhang & Stephens (2009), Technometrics 51(3), 316-325, with k of the opposite sign.
    """
    size = len(above)
    some = 30 + int(np.sqrt(size))
    quarter = above[int(size / 4 + 0.5) - 1]
    guess = 1 - np.sqrt(some / (np.arange(1, some + 1) - 0.5))
    theta = guess / (3 * quarter) + 1 / above[-1]
    shape = np.log1p(-np.outer(theta, above)).mean(axis=1)
    profile = size * (np.log(-theta / shape) - shape - 1)
    share = np.exp(profile - profile.max())
    chosen = float((theta * share).sum() / share.sum())
    k = float(np.log1p(-chosen * above).mean())
    scale = -k / chosen
    return (size * k + 5.0) / (size + 10.0), scale
