"""Quantiles that held what they promised: levels moved to where the past says they belong.

Where a model is right, what came is equally likely to lie anywhere in its forecast distribution:
its randomised PIT is uniform. Where the PITs of past origins are not, the forecast's quantile at q
is taken at the level below which a share q of them lay. Customers are grouped by how often they
have come back, as a model may be right about one-time buyers and wrong about the others.

One past may have missed for reasons of its own. So the levels of a group are moved only where
moving them by the earlier origins would have brought the last one nearer to uniform.

Source: Dawid (1984), Statistical theory: the prequential approach, JRSS A 147(2), 278-292, for
the PIT; Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, section 4.5, for
groups (Mondrian conformal prediction).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from volver.domain.history import Vector

BANDS = (0, 1, 2, 4, 8)
"""The least number of repeat orders of each group."""
FEWEST = 200
"""PITs that a group needs: with fewer it is taken together with the group below."""
NOISE = 1.36
"""A largest distance from uniform of this over sqrt(n) is chance in 19 of 20 cases (Kolmogorov)."""


@dataclass(frozen=True, slots=True)
class Recalibration:
    """The PITs of past origins, by group."""

    least: Vector
    """Least x of each group, ascending from 0. Shape (groups,)."""
    pits: tuple[Vector, ...]
    """Of each group, in ascending order; none where the model needs no moving."""

    def level(self, q: float, x: Vector) -> Vector:
        """The level at which customers with x repeat orders pass with chance 1 - q. Shape (n,)."""
        levels = np.array([_moved(q, pits) for pits in self.pits])
        return np.asarray(levels[np.searchsorted(self.least, x, side="right") - 1])

    def corrected(self, pit: Vector, x: Vector) -> Vector:
        """The PIT that would have been, had the levels been moved. pit, x: shape (n,)."""
        group = np.searchsorted(self.least, x, side="right") - 1
        found = pit.copy()
        for at, pits in enumerate(self.pits):
            if len(pits):
                mine = group == at
                found[mine] = np.interp(pit[mine], pits, _middles(len(pits)))
        return found


def recalibration(seen: Sequence[tuple[Vector, Vector]]) -> Recalibration | None:
    """From (x, PIT) of each origin, the earliest first; None where all levels should stay.

    It takes two origins: what the earlier teach a group has to help it at the last.
    """
    if len(seen) < 2:
        return None
    (x, pit), before, found = seen[-1], learnt(seen[:-1]), learnt(seen)
    better = before.corrected(pit, x)
    upper = np.append(found.least[1:], np.inf)
    pits = []
    for least, most, mine in zip(found.least, upper, found.pits, strict=True):
        group = (x >= least) & (x < most)
        helped = group.any() and distance(better[group]) < distance(pit[group])
        pits.append(mine if helped else np.zeros(0))
    return Recalibration(found.least, tuple(pits)) if any(len(p) for p in pits) else None


def learnt(seen: Sequence[tuple[Vector, Vector]]) -> Recalibration:
    """From all origins, pooled. A group that is as uniform as chance allows is left as it is."""
    x, pit = (np.concatenate([origin[part] for origin in seen]) for part in (0, 1))
    least, pits = [], []
    upper = np.inf
    for band in reversed(BANDS):
        mine = np.sort(pit[(x >= band) & (x < upper)])
        if len(mine) >= FEWEST or band == 0:
            least.append(float(band))
            is_off = len(mine) >= FEWEST and distance(mine) > NOISE / len(mine) ** 0.5
            pits.append(mine if is_off else np.zeros(0))
            upper = band
    return Recalibration(np.array(least[::-1]), tuple(pits[::-1]))


def distance(pit: Vector) -> float:
    """Largest distance of the distribution of PITs from uniform (Kolmogorov)."""
    return float(np.abs(np.sort(pit) - _middles(len(pit))).max(initial=0.0))


def _moved(q: float, pits: Vector) -> float:
    """The share-q point of the PITs, moved outward by one: what comes is one more of them."""
    if len(pits) == 0:
        return q
    n = len(pits)
    outward = q + (q - 0.5) / n
    return float(np.clip(np.interp(outward, _middles(n), pits), 1e-9, 1 - 1e-9))


def _middles(n: int) -> Vector:
    return (np.arange(n) + 0.5) / n
