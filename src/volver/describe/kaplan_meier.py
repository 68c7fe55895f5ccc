"""Waits and tenures in days, some of them not over: what may be said of all of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from volver.domain.cohorts import Passed, SurvivalCurve
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_MONTH
from volver.stats.survival import kept_band, kept_so_far, left_by_cause

POINTS = 120
"""Points of a curve, and months besides."""


def by_day(days: NDArray[np.int64], ended: NDArray[np.bool_]) -> tuple[Vector, Vector]:
    """How many were watched on each day and whose wait ended on it, from day 1; shapes (m,).

    Who was last seen on a day was watched on it: a wait that goes on after day d did not end on d.

    >>> by_day(np.array([1, 2, 2]), np.array([True, False, True]))
    (array([3., 2.]), array([1., 1.]))
    """
    size = int(days.max(initial=0)) + 1
    watched = np.bincount(days, minlength=size)[::-1].cumsum()[::-1][1:]
    gone = np.bincount(days[ended], minlength=size)[1:]
    return watched.astype(np.float64), gone.astype(np.float64)


def survival_curve(
    days: NDArray[np.int64],
    ended: NDArray[np.bool_],
    level: float,
    group: str = "",
    reasons: Sequence[str] = (),
    reason: NDArray[np.int64] | None = None,
) -> SurvivalCurve:
    """Kaplan-Meier by day, told at so many days as a curve needs.

    days: until the event, or until last seen; ended: whether it came. What ends on the day it
    began counts as ended after one day. reason: the place in `reasons` of each, where it ended; -1
    where nobody knows.
    """
    days = np.maximum(days, ended.astype(np.int64))
    watched, gone = by_day(days, ended)
    share = kept_so_far(watched, gone)
    low, high = kept_band(watched, gone, level)
    last = len(share)
    marks = {round(k * DAYS_PER_MONTH) for k in range(1, POINTS + 1)}
    marks |= set(range(1, last, last // POINTS + 1))
    points = [Passed(0, len(days), Estimate(1.0, 1.0, 1.0, level))]
    for day in sorted(mark for mark in {*marks, last} if 0 < mark <= last):
        at = day - 1
        points.append(
            Passed(
                day,
                int(watched[at]),
                Estimate(float(share[at]), float(low[at]), float(high[at]), level),
            )
        )
    return SurvivalCurve(
        group=group,
        people=len(days),
        events=int(ended.sum()),
        points=tuple(points),
        median=half(share),
        median_low=half(low),
        median_high=half(high),
        reasons=_reasons(days, ended, watched, reasons, reason),
    )


def half(share: Vector) -> int | None:
    """The first day after which a falling share is a half or less; None: it stays above."""
    return reached(1 - share, 0.5)


def reached(share: Vector, level: float) -> int | None:
    """The first day on which a rising share, by day from 1, is at least `level`."""
    found = np.flatnonzero(share >= level * (1 - 1e-12))
    return int(found[0]) + 1 if len(found) else None


def _reasons(
    days: NDArray[np.int64],
    ended: NDArray[np.bool_],
    watched: Vector,
    reasons: Sequence[str],
    reason: NDArray[np.int64] | None,
) -> tuple[tuple[str, float], ...]:
    if reason is None or not len(watched):
        return ()
    # Who left for a reason that nobody knows (-1) has left all the same.
    by = [
        np.bincount(days[ended & (reason == place)], minlength=len(watched) + 1)[1:]
        for place in range(-1, len(reasons))
    ]
    left = left_by_cause(watched, np.array(by, np.float64))[1:, -1].tolist()
    told = zip(reasons, left, strict=True)
    return tuple(sorted(told, key=lambda pair: (-pair[1], pair[0])))
