"""What closed plans taught of an action, and what is thought of it after them.

What an action adds in segment s is thought of as theta_s ~ N(m_s, v_s): the middle and the width of
the range that somebody gave. Part of what is not known is the same in all segments, the rest is a
segment's own. A closed plan shows y = theta_s + e, e ~ N(0, error^2). All of it is normal, so what
is known afterwards is the conditional distribution, whatever the order in which lessons came.

Two things keep it honest. Where plans of one segment differ by more than chance (at 5 %), that
scatter is added to each of them and to what is expected of the next one: DerSimonian & Laird
(1986), Controlled Clinical Trials 7(3), 177-188. And where lessons lie further from the range than
it allows (at 5 %), it was too sure of itself: it is widened until they fit, so that lessons win.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from volver.decide.plans.assign import HOLDOUT
from volver.decide.uplift.window import seen
from volver.domain.lesson import RANGE, Lesson
from volver.domain.plan import Action, Plan
from volver.store.arms import Arms
from volver.store.snapshot import Snapshot

COMMON = 0.5
"""The part of what is not known of an action that is the same in all segments."""
SURE = 0.95
"""How sure it must be that lessons differ from each other, or from the range, by more than chance.
"""
WIDEST = 1e6
"""Times the variance of a range, to which it is widened at most."""
Vector = NDArray[np.float64]


def lesson_of(snapshot: Snapshot, plan: Plan, arms: Arms) -> Lesson | None:
    """What a closed plan shows; None where nothing can be told.

    Margin of the plan's days by customer, those treated less those held out, as a share of the part
    of their value that was expected in as many days. It is counted from orders where the run
    reaches the plan's last day. Else the figure counts that the plan was closed with, and its error
    is that of the spread that was seen when it was drafted.
    """
    base = _value_of_days(plan)
    if plan.state != "closed" or base <= 0:
        return None
    treated, held = ([who for who, arm in arms if (arm == HOLDOUT) == out] for out in (False, True))
    if min(len(treated), len(held)) < 2:
        return None
    found = _counted(snapshot, plan, treated, held) or _told(plan, len(treated), len(held))
    if found is None or not found[1] > 0:
        return None
    of = plan.proposal
    return Lesson(
        plan.name, of.action.name, of.segment, found[0] / base, found[1] / base,
        len(treated), len(held), of.last_day,
        "orders" if of.last_day <= snapshot.as_of else "figure",
    )  # fmt: skip


def _value_of_days(plan: Plan) -> float:
    """What was expected of one customer while the plan lasts, value coming evenly."""
    found, of = plan.expected, plan.proposal
    days = (of.last_day - of.first_day).days + 1
    part = min(days / found.horizon_days, 1.0) if found.horizon_days > 0 else 0.0
    return found.value / found.treated * part if found.treated else 0.0


def _counted(
    snapshot: Snapshot, plan: Plan, treated: Sequence[str], held: Sequence[str]
) -> tuple[float, float] | None:
    """Lift per customer and its standard error, money; Welch's, as arms may scatter differently."""
    of = plan.proposal
    if of.last_day > snapshot.as_of:
        return None
    came = seen(snapshot, [*treated, *held], of.first_day, of.last_day).margin
    one, other = came[: len(treated)], came[len(treated) :]
    variance = one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other)
    return float(one.mean() - other.mean()), float(np.sqrt(variance))


def _told(plan: Plan, treated: int, held: int) -> tuple[float, float] | None:
    if plan.observed is None:
        return None
    error = plan.expected.power.spread * (1 / treated + 1 / held) ** 0.5
    return plan.observed / treated, error


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the effect on one segment."""

    mean: float
    standard_error: float


def known_after(
    given: Mapping[str, tuple[float, float]],
    segment: str,
    lessons: Iterable[Lesson],
) -> Known:
    """What is known of an action in a segment after lessons of it.

    given: mean and standard error of what was thought of each segment, those of the lessons and
    the one asked for. The order of lessons does not matter.
    """
    told = sorted(lessons, key=lambda one: (one.plan, one.segment, one.mean, one.standard_error))
    mean, error = given[segment]
    if not told:
        return Known(mean, error)
    seen_, chance = (np.array([getattr(one, what) for one in told])
                     for what in ("mean", "standard_error"))  # fmt: skip
    names = [one.segment for one in told]
    # A range without a width claims more than anybody knows: it counts as one lesson more.
    widths = np.array([given[name][1] or chance.min() for name in [*names, segment]])
    same = np.array([[a == b for b in [*names, segment]] for a in [*names, segment]])
    shared = np.outer(widths, widths) * (COMMON + (1 - COMMON) * same)
    scatter = _scatter(names, seen_, chance)
    noise = np.diag(chance**2 + scatter)
    away = seen_ - np.array([given[name][0] for name in names])
    shared *= _widened(shared[:-1, :-1], noise, away)
    inverse = np.linalg.inv(shared[:-1, :-1] + noise)
    pull = shared[-1, :-1] @ inverse
    variance = shared[-1, -1] - pull @ shared[-1, :-1] + scatter
    return Known(float(mean + pull @ away), float(np.sqrt(variance)))


def _scatter(names: Sequence[str], found: Vector, chance: Vector) -> float:
    """Variance of plans of one segment beyond chance; 0 where none has two."""
    of: dict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        of[name].append(at)
    seen_, free, weight = 0.0, 0, 0.0
    for rows in of.values():
        w = chance[rows] ** -2.0
        middle = np.average(found[rows], weights=w)
        seen_ += float((w * (found[rows] - middle) ** 2).sum())
        free += len(rows) - 1
        weight += float(w.sum() - (w**2).sum() / w.sum())
    return (seen_ - free) / weight if free and seen_ > _chi_square(SURE, free) else 0.0


def _chi_square(chance: float, free: int) -> float:
    """What a chi-square of so many degrees stays below with a chance; scipy.stats takes half a
    second and 40 MB to be imported for it."""
    return float(2 * gammaincinv(free / 2, chance))


def _widened(shared: Vector, noise: Vector, away: Vector) -> float:
    """The factor, 1 or more, at which lessons are no further off than the range allows."""

    def off(factor: float) -> float:
        return float(away @ np.linalg.solve(factor * shared + noise, away))

    low, high, most = 1.0, WIDEST, _chi_square(SURE, len(away))
    if off(low) <= most:
        return low
    if off(high) > most:
        return high
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (middle, high) if off(middle) > most else (low, middle)
    return high


def learnt_for(action: Action, segment: str, lessons: Iterable[Lesson]) -> Action:
    """The action with its range for a segment: as it was given, or as lessons have changed it."""
    low, high = action.given_for(segment)
    told = tuple(sorted((one for one in lessons if one.action == action.name),
                        key=lambda one: (one.last_day, one.plan)))  # fmt: skip
    if not told:
        return replace(action, low=low, high=high)
    reach = NormalDist().inv_cdf((1 + RANGE) / 2)
    given = {
        name: ((ends[0] + ends[1]) / 2, (ends[1] - ends[0]) / (2 * reach))
        for name in {segment, *(one.segment for one in told)}
        for ends in [action.given_for(name)]
    }
    known = known_after(given, segment, told)
    ends = known.mean - reach * known.standard_error, known.mean + reach * known.standard_error
    return replace(action, low=ends[0], high=ends[1], before=(low, high), lessons=told)
