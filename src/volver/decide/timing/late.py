"""Whose silence means something, by what is at stake.

The line is that of the stages: what most gaps between orders do not exceed, stretched or shrunk by
the customer's own mean gap where they have had enough of them. So two weeks are long for who comes
each week and nothing for who comes each season.
"""

from datetime import date, timedelta
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray

from volver.decide.segments.columns import AT_STAKE
from volver.decide.stages import stages
from volver.domain.due import Late
from volver.domain.errors import BadInput
from volver.domain.estimate import NotEnough
from volver.domain.stages import GapLines
from volver.store.snapshot import Snapshot

LATE = f"""
WITH known AS (
  SELECT
    histories.n,
    histories.customer_id,
    histories.last_order,
    histories.age - histories.first_to_last AS silent,
    CASE WHEN histories.repeat_count >= $own_from
      THEN CAST(histories.first_to_last AS DOUBLE) / NULLIF(histories.repeat_count, 0)
    END AS own_gap,
    forecasts.p_alive,
    forecasts.value,
    {AT_STAKE} AS at_stake
  FROM histories
  JOIN forecasts ON forecasts.n = histories.n
)
SELECT
  customer_id, last_order, silent, own_gap, p_alive, value, at_stake,
  next_orders.next_order_low, next_orders.next_order, next_orders.next_order_high,
  next_orders.chance_30d
FROM known
LEFT JOIN next_orders ON next_orders.n = known.n
WHERE CAST(silent AS DOUBLE) > COALESCE(own_gap * CAST($pace AS DOUBLE), CAST($late AS DOUBLE))
  -- Neither absent nor NaN, whose place in an order differs from engine to engine.
  AND at_stake > 0 AND at_stake < 1000000000000000
ORDER BY at_stake DESC, known.n
LIMIT $most
"""  # noqa: S608 - our own words
SHOWN = 1000
LATE_SEGMENT = "late"
"""What the list is called where a segment is asked for."""
NUMBERED = "SELECT n, customer_id FROM histories ORDER BY n"


def late(snapshot: Snapshot, lines: GapLines, most: int = SHOWN) -> list[Late]:
    """Customers beyond their own late line, those with the most at stake first.

    lines: of `decide.stages`. Empty where there is no forecast, or no table of next orders.
    """
    if not {"forecasts", "next_orders"} <= set(snapshot.tables):
        return []
    pace = lines.late / lines.usual
    asked = {"late": lines.late, "pace": pace, "own_from": lines.own_from, "most": most}
    told = []
    for who, last, silent, gap, alive, value, stake, low, half, high, chance in snapshot.rows(
        LATE, **asked
    ):
        own = None if gap is None else float(gap)
        told.append(
            Late(
                customer_id=str(who),
                last_order=last,
                days_since_last=int(silent),
                late_after=lines.late if own is None else own * pace,
                own_gap=own,
                p_alive=float(alive),
                value=float(value),
                at_stake=float(stake),
                next_low=_day(snapshot.as_of, low),
                next_order=_day(snapshot.as_of, half),
                next_high=_day(snapshot.as_of, high),
                chance_30d=float(chance) if _known(chance) else None,
            )
        )
    return told


def late_members(snapshot: Snapshot) -> NDArray[np.int32]:
    """Who is late, by their `n` of the histories, from the smallest on.

    Raises BadInput where nothing tells who is.
    """
    found = stages(snapshot)
    if isinstance(found, NotEnough):
        raise BadInput(
            what="Nobody can be called late: too few customers have come back",
            where=LATE_SEGMENT,
            next_step='Give a rule instead, such as "days_since_last > 60".',
        )
    whole = np.iinfo(np.int32).max
    who = {one.customer_id for one in late(snapshot, found.lines, int(whole))}
    return np.array([n for n, name in snapshot.rows(NUMBERED) if str(name) in who], np.int32)


def _known(number: float | None) -> bool:
    return number is not None and isfinite(number)


def _day(as_of: date, days: float | None) -> date | None:
    return as_of + timedelta(days=ceil(days)) if days is not None and isfinite(days) else None
