"""Campaigns drawn at random, of which what the treatment does to everybody is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from volver.domain.uplift import Experiment

Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Made:
    """What is seen of a campaign, and the truth."""

    seen: Experiment
    uplift: Vector
    """What treating each changes in the expected outcome."""


def visits(seed: int, customers: int, mean: float, spread: float, share: float = 0.5) -> Made:
    """Who comes, 0 or 1: the second of four features says whom the treatment moves, by `spread`
    on the scale of log odds, where the first says who comes anyway. share: that is treated."""
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(customers, 4))
    odds = -1 + 0.8 * features[:, 0]
    before, after = expit(odds), expit(odds + mean + spread * features[:, 1])
    treated = rng.random(customers) < share
    came = rng.random(customers) < np.where(treated, after, before)
    return Made(Experiment.of(features, treated, came, share), after - before)


def amounts(seed: int, customers: int, mean: float, spread: float, share: float = 0.5) -> Made:
    """What each spends, with features of three levels: a rule is a choice among nine cells, of
    which the first feature moves the uplift by `spread` and both move the level."""
    rng = np.random.default_rng(seed)
    features = rng.integers(-1, 2, size=(customers, 2)).astype(float)
    uplift = mean + spread * features[:, 0]
    treated = rng.random(customers) < share
    spent = 20 + features @ [2.0, 6.0] + treated * uplift + rng.normal(0, 10, customers)
    return Made(Experiment.of(features, treated, spent, share), uplift)
