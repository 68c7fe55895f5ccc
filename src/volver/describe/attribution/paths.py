"""Paths of channels that ended in an order or in nothing, as flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Paths:
    """One row for each path, or for each kind of path with how often it was walked.

    A path has at least one step. Money and counts may be any numbers from 0 on.
    """

    channels: tuple[str, ...]
    steps: Whole
    """Channels as places in `channels`, path after path; shape (steps,)."""
    starts: Whole
    """Where in `steps` each path begins; shape (paths,), rising from 0."""
    converted: Vector
    """How often the path ended in an order; shape (paths,)."""
    value: Vector
    """What those orders brought; shape (paths,)."""
    lost: Vector
    """How often it ended in nothing; shape (paths,)."""
    days: Vector | None = None
    """Days from each step to the end of its path; None where nobody knows. Shape (steps,)."""

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def lengths(self) -> Whole:
        """Steps of each path; shape (paths,)."""
        return np.diff(np.append(self.starts, len(self.steps)))

    @property
    def path(self) -> Whole:
        """The path that each step is of; shape (steps,)."""
        return np.repeat(np.arange(len(self)), self.lengths)

    @classmethod
    def of(
        cls,
        paths: Sequence[Sequence[str]],
        converted: Sequence[float],
        value: Sequence[float] | None = None,
        lost: Sequence[float] | None = None,
        days: Sequence[Sequence[float]] | None = None,
    ) -> "Paths":
        """Paths written out by hand or read from a file.

        >>> Paths.of([["a", "b"], ["b"]], [1, 0], lost=[0, 1]).steps
        array([0, 1, 1])
        """
        flat = [step for path in paths for step in path]
        channels, steps = np.unique(np.array(flat, dtype=object), return_inverse=True)
        ends = np.cumsum([len(path) for path in paths], dtype=np.int64)
        nothing = [0.0] * len(paths)
        return cls(
            tuple(map(str, channels)),
            steps.astype(np.int64),
            np.append(np.int64(0), ends[:-1]) if len(ends) else ends,
            np.array(converted, float),
            np.array(nothing if value is None else value, float),
            np.array(nothing if lost is None else lost, float),
            None if days is None else np.array([day for path in days for day in path], float),
        )
