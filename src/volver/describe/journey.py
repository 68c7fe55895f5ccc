"""The map of the journey, drawn from the log: what happened at each touchpoint of each stage.

The stage of a touch is the furthest that its person had reached by that day, the touch included;
after the day of the purchase it is coming back. Going on is reaching a later stage, and after the
purchase ordering again, within the limit from the person's first touch of that kind in the stage.

What people are worth: before the purchase, their margin to date and their expected margin within
the horizon, 0 for who has never ordered; after it, the expected margin alone. Value lost is the
number of those who stopped x (mean worth of those who went on - mean worth of those who stopped).
It says where the worth of the two differs, not that the touchpoint made it so.
"""

from collections.abc import Iterator

import numpy as np

from volver.describe.funnel import reached
from volver.describe.people import NEVER, Days, People, Truth, next_order
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.history import Vector
from volver.domain.journey import ATTRACTION, STAGES, FunnelRules, Journey, TouchRow
from volver.stats.intervals import share_band
from volver.store.snapshot import Snapshot

WORTH = """
SELECT histories.n, CAST(histories.margin_to_date AS DOUBLE) AS margin, forecasts.value
FROM histories
JOIN forecasts ON forecasts.n = histories.n
"""
SATISFIED = """
SELECT
  channel,
  COUNT(score) AS answers,
  CAST(SUM(score) AS DOUBLE) AS total,
  CAST(SUM(score * score) AS DOUBLE) AS squares
FROM answers
WHERE kind = 'csat'
GROUP BY channel
"""
COME_BACK = STAGES.index("come_back")


def journey(
    snapshot: Snapshot, everyone: People, rules: FunnelRules, level: float = 0.9
) -> Journey | NotEnough:
    """The map; NotEnough where no interaction is on record."""
    if not len(everyone.touches.person):
        return NotEnough("no interactions are on record", 1, 0)
    to_date, ahead = _worth(snapshot, everyone)
    liked = _satisfaction(snapshot, level)
    return Journey(
        rules=rules,
        rows=tuple(_rows(everyone, rules, to_date, ahead, liked, level)),
        has_value=ahead is not None,
        basis=snapshot.shape.basis.label,
        level=level,
    )


def _rows(
    everyone: People,
    rules: FunnelRules,
    to_date: Vector,
    ahead: Vector | None,
    liked: dict[str, tuple[int, Estimate | None]],
    level: float,
) -> Iterator[TouchRow]:
    touches = everyone.touches
    known = touches.person >= 0
    stage, later = _went(everyone, rules, known)
    types, channels = max(len(touches.types), 1), max(len(touches.channels), 1)
    cell = (stage * channels + touches.channel) * types + touches.type
    order = np.argsort(cell, kind="stable")  # within a cell still by person and day
    codes, starts = np.unique(cell[order], return_index=True)
    for code, here in zip(codes.tolist(), np.split(order, starts[1:]), strict=True):
        rest, kind = divmod(code, types)
        place, channel = divmod(rest, channels)
        name = touches.channels[channel]
        answers, score = liked.get(name, (0, None))
        row = TouchRow(
            stage=None, channel=name, type=touches.types[kind], volume=len(here), people=0,
            judged=0, went_on=0, conversion=NotEnough("nobody knows who it was", 1, 0),
            median_days=None, satisfaction=score, answers=answers, stopped_value=None,
            moved_value=None,
        )  # fmt: skip
        if place == len(STAGES):
            yield row
            continue
        yield _judged(row, place, here, later, everyone, rules, to_date, ahead, level)


def _went(everyone: People, rules: FunnelRules, known: Truth) -> tuple[Days, Days]:
    """The stage of each touch, len(STAGES) where nobody knows who, and the day of going on."""
    touches, found = everyone.touches, reached(everyone, rules)
    person = np.maximum(touches.person, 0)
    size = len(touches.person)
    stage, later = np.zeros(size, np.int64), np.full(size, NEVER)
    if len(everyone):
        days = found.day[: len(ATTRACTION) + 1, person]  # up to the purchase
        passed = days[: len(ATTRACTION)] <= touches.day
        stage = np.where(passed.any(axis=0), 2 - np.argmax(passed[::-1], axis=0), 0)
        to_come = np.arange(4)[:, None] > stage
        # A later stage that was reached on an earlier day is no going on from here.
        later = np.where(to_come & (days >= touches.day), days, NEVER).min(axis=0)
        after = touches.day > everyone.bought[person]
        stage = np.where(after, COME_BACK, stage)
        later = np.where(after, next_order(everyone.orders, person, touches.day), later)
    return np.where(known, stage, len(STAGES)), later


def _judged(
    row: TouchRow,
    place: int,
    here: Days,
    later: Days,
    everyone: People,
    rules: FunnelRules,
    to_date: Vector,
    ahead: Vector | None,
    level: float,
) -> TouchRow:
    """The row with what became of its people, each counted from the first touch."""
    who, first = np.unique(everyone.touches.person[here], return_index=True)
    begun, then = everyone.touches.day[here][first], later[here][first]
    judged = begun + rules.within <= everyone.today
    went = judged & (then - begun <= rules.within)
    many, on = int(judged.sum()), int(went.sum())
    stopped_value = moved_value = None
    if ahead is not None and 0 < on < many:
        worth = ahead if place == COME_BACK else to_date + ahead
        stopped_value = float(worth[who[judged & ~went]].mean())
        moved_value = float(worth[who[went]].mean())
    return TouchRow(
        stage=STAGES[place],
        channel=row.channel,
        type=row.type,
        volume=row.volume,
        people=len(who),
        judged=many,
        went_on=on,
        conversion=Estimate(on / many, *share_band(on, many, level), level)
        if many
        else NotEnough("nobody has been there for as long as the limit", 1, 0),
        median_days=float(np.median((then - begun)[went])) if on else None,
        satisfaction=row.satisfaction,
        answers=row.answers,
        stopped_value=stopped_value,
        moved_value=moved_value,
    )


def _worth(snapshot: Snapshot, everyone: People) -> tuple[Vector, Vector | None]:
    """Margin to date and expected margin of each person; shapes (people,)."""
    to_date = np.zeros(len(everyone))
    if "forecasts" not in snapshot.tables:
        return to_date, None
    found = snapshot.columns(WORTH)
    ahead = np.zeros(len(everyone))
    to_date[found["n"]], ahead[found["n"]] = found["margin"], found["value"]
    return to_date, ahead if np.isfinite(ahead).all() else None


def _satisfaction(snapshot: Snapshot, level: float) -> dict[str, tuple[int, Estimate | None]]:
    """Answers about each channel and their mean, with Student's interval from two answers on."""
    from scipy.special import stdtrit

    told: dict[str, tuple[int, Estimate | None]] = {}
    for channel, count, total, squares in snapshot.rows(SATISFIED):
        if not count:
            continue
        mean = float(total) / count
        half = 0.0
        if count > 1:
            spread = max(float(squares) / count - mean**2, 0.0) * count / (count - 1)
            half = float(stdtrit(count - 1, (1 + level) / 2)) * float(np.sqrt(spread / count))
        score = Estimate(mean, mean - half, mean + half, level) if count > 1 else None
        told[channel or ""] = (int(count), score)
    return told
