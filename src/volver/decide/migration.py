"""Who moved from which part to which between two days, with the value that moved with them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from volver.decide.behaviour import YEAR, earned
from volver.decide.classes import ORDER, ClassRule, class_codes
from volver.decide.tiers import CUSTOMERS
from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.parts import Migration, Move, Parting, State
from volver.domain.time import DiscountRate
from volver.stats.intervals import share_band
from volver.stats.markov import long_run, present_value, transitions
from volver.store.snapshot import Snapshot

Apart = Callable[[Snapshot, Vector], Parting]
"""Parts the customers of a snapshot by what was known then, by a rule that does not change.

It is given what each had brought in the year before as well; see Between.
"""


def past_classes(money: Vector, rule: ClassRule) -> Parting:
    """The classes by the margin of a year instead of a forecast: best, good and never."""
    unknown = np.full(len(money), np.nan)
    code, _ = class_codes(money, np.where(money < 0, money, unknown), unknown, rule)
    return Parting("classes", tuple(ORDER), code.astype(np.intp))


@dataclass(frozen=True, slots=True)
class Between:
    """Two days of one company, whatever customers are parted by."""

    then: Snapshot
    now: Snapshot
    span: timedelta
    """How far back the margins of both days reach."""
    place: NDArray[np.int64]
    """Where each customer of `then` stands among those of `now`; -1 where they are gone."""
    money: tuple[Vector, Vector, Vector]
    """Margin of the span of those of `then` and of `now`, and of `now`'s between the days."""

    @classmethod
    def of(cls, snapshot: Snapshot, origin: date) -> "Between":
        """An earlier day and the snapshot's own.

        Margins are those of a year, or of as long as orders reach back on the earlier day: two
        spans of different lengths would let everybody rise.
        """
        then = snapshot.at(origin)
        place = snapshot.places_of(then)
        before, after = (int(day.rows(CUSTOMERS)[0][0]) for day in (then, snapshot))
        span = min(YEAR, then.as_of - snapshot.first_day + timedelta(days=1))
        money = (
            earned(then, before, then.as_of - span),
            earned(snapshot, after, snapshot.as_of - span),
            earned(snapshot, after, start=then.as_of),
        )
        return cls(then, snapshot, span, place, money)


def migration(days: Between, apart: Apart, rate: DiscountRate, level: float) -> Migration:
    """Moves between the parts of one parting."""
    before, after = apart(days.then, days.money[0]), apart(days.now, days.money[1])
    both = (days.then.as_of, days.now.as_of)
    return moved(before, after, days.place, days.money, both, days.span, rate, level)


def moved(
    before: Parting,
    after: Parting,
    place: NDArray[np.int64],
    money: tuple[Vector, Vector, Vector],
    days: tuple[date, date],
    span: timedelta,
    rate: DiscountRate,
    level: float,
) -> Migration:
    """Moves from codes.

    place: where each customer of `before` stands in `after`; -1 where they are gone. money: the
    margin of the span of those in `before`, of those in `after`, and of those between the days.
    """
    k, names = len(after.parts), after.parts
    here = place >= 0
    old, new = before.code[here], after.code[place[here]]
    pair = old * k + new
    counts = np.bincount(pair, minlength=k * k).reshape(k, k)
    start = np.bincount(pair, money[0][here], k * k).reshape(k, k)
    end = np.bincount(pair, money[1][place[here]], k * k).reshape(k, k)
    brought = np.bincount(old, money[2][place[here]], k)
    size = counts.sum(axis=1)
    known = np.zeros(len(after.code), np.bool_)
    known[place[here]] = True
    arrived = np.bincount(after.code[~known], minlength=k)
    gone = np.bincount(before.code[~here], minlength=k)
    chain = transitions(counts.astype(np.float64))
    run = long_run(chain, np.bincount(after.code, minlength=k) / max(len(after.code), 1))
    reward = np.divide(brought, size, out=np.zeros(k), where=size > 0)
    length = max((days[1] - days[0]).days, 1)
    factor = rate.factor(length)
    # Margin of a time counts at its middle, whence the root.
    is_open = bool((counts.sum(axis=0)[size == 0] > 0).any())
    worth = None
    if factor < 1 and not is_open:
        worth = present_value(chain, np.sqrt(factor) * reward, factor)
    came = counts.sum(axis=0) - np.diag(counts) + arrived
    left = size - np.diag(counts) + gone
    return Migration(
        slug=after.slug,
        first=days[0],
        last=days[1],
        moves=tuple(
            Move(
                names[i],
                names[j],
                int(counts[i, j]),
                Estimate(
                    float(counts[i, j] / size[i]),
                    *share_band(float(counts[i, j]), float(size[i]), level),
                    level,
                ),
                float(start[i, j]),
                float(end[i, j]),
            )
            for i in range(k)
            for j in range(k)
            if counts[i, j]
        ),
        states=tuple(
            State(
                name=name,
                before=int(size[at] + gone[at]),
                after=int(counts[:, at].sum() + arrived[at]),
                arrived=int(arrived[at]),
                gone=int(gone[at]),
                reward=float(reward[at]) if size[at] else None,
                in_the_end=None if is_open else float(run.share[at]),
                worth=float(worth[at]) if worth is not None and size[at] else None,
                net_change=float((came[at] - left[at]) / np.sqrt(came[at] + left[at]))
                if came[at] + left[at]
                else None,
            )
            for at, name in enumerate(names)
        ),
        closed=tuple(
            tuple(names[at] for at in group) for group in run.closed if size[list(group)].any()
        ),
        periods=tuple(
            period
            for group, period in zip(run.closed, run.periods, strict=True)
            if size[list(group)].any()
        ),
        annual_rate=rate.annual,
        span=span.days,
    )
