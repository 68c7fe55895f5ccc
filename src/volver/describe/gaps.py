"""Days between orders, and from when on a customer is late."""

from datetime import timedelta

import numpy as np

from volver.describe.kaplan_meier import by_day, reached, survival_curve
from volver.describe.occasions import Occasions, Whole
from volver.domain.cohorts import LateCustomer, LateLine, SurvivalCurve
from volver.domain.estimate import NotEnough
from volver.domain.evidence import GapBin
from volver.stats.survival import kept_so_far
from volver.store.snapshot import Snapshot

LATE_CUSTOMERS = """
SELECT
  histories.customer_id,
  histories.last_order,
  histories.repeat_count,
  histories.first_to_last,
  histories.age,
  CAST(histories.margin_to_date AS DOUBLE) AS margin_to_date,
  forecasts.p_alive,
  forecasts.value
FROM histories
JOIN forecasts ON forecasts.n = histories.n
WHERE CAST(histories.age - histories.first_to_last AS DOUBLE) >
  CASE WHEN histories.repeat_count >= $enough
    THEN CAST(histories.first_to_last AS DOUBLE) / NULLIF(histories.repeat_count, 0)
    ELSE CAST($usual AS DOUBLE)
  END
  -- Neither absent nor NaN, whose place in an order differs from engine to engine.
  AND forecasts.value < 1000000000000000
ORDER BY forecasts.value DESC, histories.n
LIMIT $most
"""

SHARE = 0.9
"""Of those who come back, so many have by the late line."""
ENOUGH = 3
"""Gaps that a customer needs for a rhythm of their own."""
LEAST = 30
"""Waits that ended, for a late line."""
SHOWN = 50
"""Late customers at most."""
BARS = 24
WIDTHS = (1, 2, 7, 14, 28, 56, 112, 224, 448)
"""Days that a bar may be wide."""


def late_line(orders: Occasions) -> LateLine | NotEnough:
    """The line, with waits that are still open counted for as long as they have lasted.

    Each occasion begins a wait. F is the Kaplan-Meier estimate of having ordered again by then;
    the line is where F reaches 90 % of what it reaches at the longest wait that was seen. It
    speaks of occasions, so customers with many weigh more than those with few.

    Source: Kaplan & Meier (1958), JASA 53, 457-481.
    """
    waits, came = orders.waits, ~orders.is_last
    gaps = int(came.sum())
    if gaps < LEAST:
        return NotEnough("too few customers have come back for a late line", LEAST, gaps)
    back = 1 - kept_so_far(*by_day(waits, came))
    usual, line = reached(back, back[-1] / 2), reached(back, SHARE * back[-1])
    assert usual is not None
    assert line is not None
    ended = waits[came]
    return LateLine(
        bins=_bins(ended, line),
        gaps=gaps,
        waiting=len(waits) - gaps,
        usual=usual,
        line=line,
        uncorrected=int(np.sort(ended)[int(np.ceil(SHARE * gaps)) - 1]),
        back=float(back[-1]),
        reach=int(waits.max()),
    )


def _bins(ended: Whole, line: int) -> tuple[GapBin, ...]:
    """Equal bars to beyond the line, and one for all that is longer."""
    far = max(line * 1.2, float(np.quantile(ended, 0.95)))
    width = next((w for w in WIDTHS if w * BARS >= far), WIDTHS[-1])
    bars = min(int(far // width) + 1, BARS)
    counts = np.bincount(np.minimum(ended // width, bars), minlength=bars + 1).tolist()
    told = [GapBin(k * width, (k + 1) * width, count) for k, count in enumerate(counts[:-1])]
    return (*told, GapBin(bars * width, None, counts[-1]))


def second_order(orders: Occasions, level: float = 0.9) -> SurvivalCurve | NotEnough:
    """Of all customers, how many have not yet ordered a second time so many days on."""
    first = orders.is_first
    if not first.any():
        return NotEnough("nobody has ordered", 1, 0)
    return survival_curve(orders.waits[first], ~orders.is_last[first], level)


def late_customers(snapshot: Snapshot, line: LateLine, most: int = SHOWN) -> list[LateCustomer]:
    """Customers past the day on which an order was due, those with the most at stake first.

    Due is the last order plus their own mean gap, or plus the usual gap of all where they have
    had fewer than three. Late is who is past that by as much as the late line is past the usual
    gap. Empty where there is no forecast.
    """
    if "forecasts" not in snapshot.tables:
        return []
    found = snapshot.rows(LATE_CUSTOMERS, enough=ENOUGH, usual=line.usual, most=most)
    told = []
    for who, last, repeats, span, age, margin, alive, value in found:
        own = repeats >= ENOUGH
        gap = span / repeats if own else float(line.usual)
        since = age - span
        told.append(
            LateCustomer(
                customer_id=str(who),
                last_order=last,
                expected=last + timedelta(days=int(gap)),
                days_late=since - int(gap),
                by_own_gaps=own,
                is_late=since > gap * line.line / line.usual,
                p_alive=_number(alive),
                value=_number(value),
                margin_to_date=float(margin),
            )
        )
    return told


def _number(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else float(value)
