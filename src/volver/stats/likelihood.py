"""The one maximum-likelihood driver: every model is fitted here, on log parameters.

Every parameter of our models is positive and free of scale, so its logarithm is the coordinate in
which a step means the same everywhere. Gradients are exact; the observed information is their
central difference.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

Objective = Callable[[Vector], tuple[float, Vector]]
"""Log parameters, shape (k,), to (mean log-likelihood, its gradient, shape (k,))."""

Curvature = Callable[[Vector], Vector]
"""Log parameters, shape (k,), to the information of the mean customer, shape (k, k)."""

TOLERANCE = 1e-6
"""A mean gradient below this is zero: far above the floor of float64 sums, far below any effect."""

POLISHED = 1e-10
REACH = 12.0  # a parameter e^12 = 160,000 times its start has run away
WIDE = 2.0  # a standard error of 2 on a log parameter spans a factor of 50 each way
STEP = 1e-4
MOST_STEPS = 500
LONGEST = 2.0  # one step changes a parameter by a factor of e^2 at most
CORES = 2  # on which the likelihood is computed at once, where several places are asked for
SMALLEST = 1e-14  # a relative gain that float64 sums cannot tell from none


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the likelihood is highest and how well the data pin it down."""

    log_parameters: Vector
    """Shape (k,)."""
    log_likelihood: float
    """Sum over all customers, at the optimum."""
    covariance: Vector
    """Of the log parameters, shape (k, k): inverse of the observed information. Along a ridge the
    standard error is held at WIDE, so that draws stay finite."""
    converged: bool
    """The gradient of the mean log-likelihood vanished within tolerance."""
    ridge: str | None
    """Why the data cannot tell the parameters apart, in words; None where they can."""
    evaluations: int
    """How often the likelihood was computed, on all rows or on some."""


def maximise(
    objective: Objective,
    starts: Sequence[Vector],
    count: int,
    limits: Mapping[str, Sequence[float]] | None = None,
    small: Objective | None = None,
    curvature: Curvature | None = None,
) -> Fit:
    """Find the log parameters of highest likelihood; a bad fit is told, never raised.

    objective: mean log-likelihood over `count` customers, with its gradient.
    starts: first guesses of the log parameters, each of shape (k,); the best end is kept.
    limits: in words what it means to run away, with the direction, shape (k,), of each.
    small: the same objective on a share of the rows. The search is made there and only finished
        on all rows, which costs some fifteen evaluations of `objective`.
    curvature: the observed information of the mean customer where there is a cheaper way to it
        than differences of the whole objective.

    Source: BFGS with backtracking (Nocedal & Wright 2006, Numerical Optimization, eq. 6.17 and
    algorithm 3.1) within bounds, then Newton steps with a fixed Hessian. Not scipy's: its import
    takes longer than our searches do.

    >>> fit = maximise(lambda z: (-float(z @ z) / 2, -z), [np.ones(2)], count=100)
    >>> fit.converged, fit.log_parameters.round(6) + 0.0, fit.covariance.round(4)[0]
    (True, array([0., 0.]), array([0.01, 0.  ]))
    """
    whole = _Counted(objective, curvature)
    part = _Counted(small) if small is not None else whole
    where = max((_search(part, start, starts) for start in starts), key=lambda end: end[0])[1]
    if part is not whole:
        where = _newton(whole, where, part.information(where), until=TOLERANCE)
    curved = whole.information(where)
    where = _newton(whole, where, curved)
    if not _flat(whole, where) and part is not whole:
        # The share of the rows misled the search, as it may where the likelihood has a ridge.
        where = _search(whole, where, starts)[1]
        curved = whole.information(where)
        where = _newton(whole, where, curved)
    weights, axes = np.linalg.eigh(curved * count)
    spread = 1 / np.sqrt(np.maximum(weights, WIDE**-2))
    return Fit(
        log_parameters=where,
        log_likelihood=whole(where)[0] * count,
        covariance=(axes * spread**2) @ axes.T,
        converged=_flat(whole, where),
        ridge=_ridge(where, starts, axes[:, spread >= WIDE], limits or {}),
        evaluations=whole.calls + (part.calls if part is not whole else 0),
    )


def information(objective: Objective, where: Vector) -> Vector:
    """Observed information of the mean customer, shape (k, k): minus the Hessian.

    Central differences of the exact gradient, with an error of order STEP squared. Zero where the
    likelihood is not a number.
    """
    steps = STEP * np.eye(len(where))
    around = [where + sign * step for step in steps for sign in (-1, 1)]
    with ThreadPoolExecutor(CORES) as pool:
        slopes = np.array([slope for _, slope in pool.map(objective, around)])
    matrix = (slopes[::2] - slopes[1::2]) / (2 * STEP)
    return np.asarray(
        np.nan_to_num((matrix + matrix.T) / 2, nan=0.0, posinf=0.0, neginf=0.0), np.float64
    )


class _Counted:
    """An objective that counts its calls and does not repeat the last one."""

    def __init__(self, objective: Objective, curvature: Curvature | None = None) -> None:
        self.objective = objective
        self.curvature = curvature
        self.calls = 0
        self.last: tuple[bytes, tuple[float, Vector]] | None = None

    def __call__(self, where: Vector) -> tuple[float, Vector]:
        key = where.tobytes()
        if self.last is None or self.last[0] != key:
            self.calls += 1
            self.last = (key, self.objective(where))
        return self.last[1]

    def information(self, where: Vector) -> Vector:
        """See the function; its calls do not pass through here, as they come from two threads."""
        if self.curvature is not None:
            return self.curvature(where)
        self.calls += 2 * len(where)
        return information(self.objective, where)


def _search(objective: Objective, start: Vector, starts: Sequence[Vector]) -> tuple[float, Vector]:
    """Climb from one start; the height reached (minus infinity if not a number) and the place."""
    lower, upper = np.min(starts, axis=0) - REACH, np.max(starts, axis=0) + REACH
    where, shape = start, np.eye(len(start))
    height, gradient = objective(where)
    for _ in range(MOST_STEPS):
        step = shape @ gradient
        if not gradient @ step > 0:  # the shape has been misled: begin anew, straight uphill
            step, shape = gradient, np.eye(len(start))
        step = step / max(1.0, np.abs(step).max() / LONGEST)
        found = _higher(objective, where, height, gradient, step, (lower, upper))
        if found is None:
            break
        trial, reached, slope = found
        moved, turned, gain = trial - where, gradient - slope, reached - height
        where, height, gradient = trial, reached, slope
        if gain <= SMALLEST * abs(height):
            break
        if (curved := float(moved @ turned)) > 0:
            left = np.eye(len(start)) - np.outer(moved, turned) / curved
            shape = left @ shape @ left.T + np.outer(moved, moved) / curved
    return (height if np.isfinite(height) else -np.inf), where


def _higher(
    objective: Objective,
    where: Vector,
    height: float,
    gradient: Vector,
    step: Vector,
    bounds: tuple[Vector, Vector],
) -> tuple[Vector, float, Vector] | None:
    """The first place along a shrinking step, within bounds, that lies high enough; None where
    there is none."""
    for _ in range(40):
        trial = np.clip(where + step, *bounds)
        reached, slope = objective(trial)
        if reached >= height + 1e-4 * float(gradient @ (trial - where)):
            return trial, reached, slope
        step = step / 3
    return None


def _flat(objective: Objective, where: Vector) -> bool:
    value, gradient = objective(where)
    return bool(np.isfinite(value) and np.abs(gradient).max() < TOLERANCE)


def _newton(
    objective: Objective, where: Vector, curvature: Vector, until: float = POLISHED
) -> Vector:
    """Newton steps with a fixed Hessian, for as long as the gradient shrinks.

    Only along axes on which the top is near: along a ridge it is at no end.
    """
    weights, axes = np.linalg.eigh(curvature)
    open_, weights = weights > 0, np.maximum(weights, 1e-300)
    gradient = objective(where)[1]
    for _ in range(20):
        along = axes.T @ gradient / weights
        near = open_ & (np.abs(along) <= LONGEST)
        if np.abs(gradient).max() < until or not near.any():
            break
        step = axes @ np.where(near, along, 0.0)
        trial = objective(where + step)[1]
        if np.abs(trial).max() < np.abs(gradient).max():
            where, gradient = where + step, trial
        else:
            open_[near.argmax()] = False  # the flattest: there the parabola says least
    return where


def _ridge(
    where: Vector, starts: Sequence[Vector], flat: Vector, limits: Mapping[str, Sequence[float]]
) -> str | None:
    """The limit nearest to the direction in which the fit drifted along the flat axes.

    flat: the axes with a standard error of WIDE or more, shape (k, flat axes).
    """
    drift = where - np.mean(starts, axis=0)
    if flat.shape[1] == 0 and np.abs(drift).max() < REACH - 1:
        return None
    if flat.shape[1] > 0:
        drift = flat @ (flat.T @ drift)

    def alignment(words: str) -> float:
        limit = np.asarray(limits[words], dtype=np.float64)
        return float(drift @ limit / np.linalg.norm(limit))

    nearest = max(limits, key=alignment, default="")
    # A drift of less than a factor of e, or in no direction we can name, has no story to tell.
    if nearest and alignment(nearest) > max(1.0, 0.6 * float(np.linalg.norm(drift))):
        return nearest
    return "the likelihood is flat: too little to learn from"
