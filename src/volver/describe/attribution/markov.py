"""Credit by what would be lost from a Markov chain of channels without one of them.

A path is a walk from the start through channels to an order or to nothing; a state is the last
`order` channels. Taken out, a channel sends every walk that would enter it to nothing. The chance
of an order is solved for, not simulated: with Q the chances between states, r those of an order,

    p = (I - Q)^-1 r.

The removal effect is the share of p that is lost, and credit goes by removal effects.

Source: Anderl, Becker, von Wangenheim & Schumann (2016), International Journal of Research in
Marketing 33(3), 457-474. A state that leads to itself needs no care: the system is solved as it is.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.describe.attribution.paths import Paths
from volver.domain.history import Vector

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain fitted to paths. States: those seen, the start first."""

    between: Matrix
    """Q: chances from state to state; shape (states, states)."""
    to_order: Vector
    """r: chances of an order next; shape (states,)."""
    enters: NDArray[np.int64]
    """The channel that a state is entered by; -1 for the start. Shape (states,)."""
    channels: int

    @property
    def conversion(self) -> float:
        """The chance that a walk ends in an order."""
        return self._solved(np.ones(len(self.enters), dtype=bool))

    @property
    def removal(self) -> Vector:
        """Share of the conversion lost without each channel; 0 where nothing converts.

        Shape (channels,).
        """
        whole = self.conversion
        if whole <= 0:
            return np.zeros(self.channels)
        without = [self._solved(self.enters != channel) for channel in range(self.channels)]
        return 1 - np.array(without) / whole

    def _solved(self, kept: NDArray[np.bool_]) -> float:
        """The chance of an order from the start, where only some states may be entered."""
        inner = self.between[np.ix_(kept, kept)]
        solved = np.linalg.solve(np.eye(len(inner)) - inner, self.to_order[kept])
        return float(solved[0])


def chain(paths: Paths, order: int = 1) -> Chain:
    """The chain of paths by counts of what followed what. order: 1 or 2.

    Raises ValueError where no path was ever walked.
    """
    weight = paths.converted + paths.lost
    of_step = weight[paths.path]
    if not (of_step > 0).any():
        raise ValueError("no path was walked")
    count = len(paths.channels)
    begins = np.zeros(len(paths.steps), dtype=bool)
    begins[paths.starts] = True
    code = paths.steps + 1
    if order == 2:
        before = np.append(0, code[:-1])
        before[begins] = 0
        code = code + before * (count + 1)
    seen, state = np.unique(code[of_step > 0], return_inverse=True)
    place = np.zeros(len(paths.steps), dtype=np.int64)
    place[of_step > 0] = state + 1
    came_from = np.append(0, place[:-1])
    came_from[begins] = 0
    states = len(seen) + 1
    moves = np.bincount(came_from * states + place, of_step, states * states)
    between = moves.reshape(states, states)
    ends = place[paths.starts + paths.lengths - 1]
    to_order = np.bincount(ends, paths.converted, states)
    out = between.sum(axis=1) + np.bincount(ends, weight, states)
    enters = np.append(-1, (seen - 1) % (count + 1) if order == 1 else seen % (count + 1) - 1)
    return Chain(between / out[:, None], to_order / out, enters, count)


def credit_by_removal(removal: Vector, credit: float) -> Vector:
    """A total shared in proportion to removal effects; nothing where there are none."""
    total = removal.sum()
    return removal * (credit / total) if total > 0 else np.zeros(len(removal))
