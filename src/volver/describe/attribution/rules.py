"""Rules that share out the credit for an order among the channels before it.

None is causal: a rule sees who was there, never what would have happened without them. Each takes
paths and what is to be shared, shape (paths,), and gives what falls to each channel, shape
(channels,); the sum is the same. All of them are sums over steps, so a million paths are quick.
"""

import numpy as np

from volver.describe.attribution.paths import Paths
from volver.describe.sums import sums
from volver.domain.history import Vector

HALF_LIFE = 7.0
"""Days in which a touch loses half of its weight in time decay."""
ENDS = 0.4
"""What the first and the last touch each get by position; the others share the rest."""


def first(paths: Paths, credit: Vector) -> Vector:
    """All to the first touch."""
    return _shared(paths, paths.starts, credit)


def last(paths: Paths, credit: Vector) -> Vector:
    """All to the last touch before the order."""
    return _shared(paths, paths.starts + paths.lengths - 1, credit)


def linear(paths: Paths, credit: Vector) -> Vector:
    """Alike to every touch; a channel that was there twice gets two parts."""
    return weighted(paths, np.ones(len(paths.steps)), credit)


def position(paths: Paths, credit: Vector) -> Vector:
    """40 % to the first touch, 40 % to the last, the rest alike to those between.

    Of two touches each gets half; a single one gets all.
    """
    lengths = paths.lengths
    between = np.where(lengths > 2, (1 - 2 * ENDS) / np.maximum(lengths - 2, 1), 0.0)
    weights = np.repeat(between, lengths)
    at_end = np.where(lengths > 2, ENDS, 0.5)
    weights[paths.starts] = at_end
    weights[paths.starts + lengths - 1] = np.where(lengths == 1, 1.0, at_end)
    return weighted(paths, weights, credit)


def time_decay(paths: Paths, credit: Vector, half_life: float = HALF_LIFE) -> Vector:
    """Each touch by 2^(-days before the order / half-life). Raises ValueError without days."""
    if paths.days is None:
        raise ValueError("time decay needs the days of the touches")
    # The weight counts from the path's latest touch: one of years ago alone must not vanish.
    days = paths.days
    latest = np.minimum.reduceat(days, paths.starts) if len(paths) else days
    return weighted(paths, 0.5 ** ((days - np.repeat(latest, paths.lengths)) / half_life), credit)


def shapley(paths: Paths, credit: Vector) -> Vector:
    """Shapley value where a set of channels wins what paths within that set brought.

    Such a game is the sum of unanimity games, one for each set of channels seen, and the value of
    those is an equal share for each member (Shapley 1953): exact, without a sum over all sets.
    """
    pairs = np.unique(paths.path * len(paths.channels) + paths.steps)
    path, channel = np.divmod(pairs, max(len(paths.channels), 1))
    members = np.bincount(path, minlength=len(paths))
    return sums(channel, (credit / np.maximum(members, 1))[path], len(paths.channels))


def weighted(paths: Paths, weights: Vector, credit: Vector) -> Vector:
    """By weights of the steps, from 0 on, that count within their path; shape (steps,)."""
    path = paths.path
    total = sums(path, weights, len(paths))
    return sums(paths.steps, weights * (credit / total)[path], len(paths.channels))


def _shared(paths: Paths, at: np.ndarray[tuple[int], np.dtype[np.int64]], credit: Vector) -> Vector:
    return sums(paths.steps[at], credit, len(paths.channels))
