"""The stage of each customer, by rule: new, active, won back, slipping or lapsed.

Silence is judged by the pace of the customer: after three gaps or more the mean of the customer's
own gaps stretches or shrinks the lines that hold for everybody.

- lapsed: silent for longer than the lapsed line
- slipping: silent for longer than the late line
- won back: not late, and the last order came after a gap longer than the lapsed line
- new: not late, one day with an order
- active: not late, and anything else
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from volver.decide.behaviour import behaviour
from volver.domain.estimate import NotEnough
from volver.domain.history import Vector
from volver.domain.parts import Parting
from volver.domain.stages import GapLines, Stage, StageCase
from volver.store.engine import Columns
from volver.store.snapshot import Snapshot

ORDER = tuple(Stage)
BEFORE_LAST = """
SELECT
  histories.n,
  CAST(v_days_between(MAX(customer_days.day), MAX(histories.last_order)) AS BIGINT) AS days
FROM histories
JOIN customer_days ON customer_days.n = histories.n AND customer_days.day < histories.last_order
WHERE customer_days.orders > 0
GROUP BY histories.n
"""
WHO = "SELECT customer_id FROM histories WHERE n = $n"
LATE, LAPSED = 0.8, 0.95
"""The share of gaps that are shorter than each line."""
LEAST_GAPS = 30
_NEW, _ACTIVE, _WON_BACK, _SLIPPING, _LAPSED = range(len(ORDER))


@dataclass(frozen=True, slots=True)
class Stages:
    """The stage of every customer, and why. Arrays have shape (n,)."""

    as_of: date
    lines: GapLines
    code: NDArray[np.intp]
    """The place in ORDER."""
    pace: Vector
    """Own mean gap / usual gap; 1 where the own pace does not count."""
    last_gap: NDArray[np.int64]
    """Days between the last order and the one before it; 0 where there is one order."""
    behaviour: Columns

    @property
    def parting(self) -> Parting:
        """For migration."""
        return Parting("stages", tuple(ORDER), self.code)

    def case(self, n: int) -> StageCase:
        """Why the customer of one row is in a stage."""
        b = self.behaviour
        silent, occasions = int(b["days_since_last"][n]), int(b["occasions"][n])
        late, lapsed = (float(line * self.pace[n]) for line in (self.lines.late, self.lines.lapsed))
        stage, last = ORDER[self.code[n]], self.as_of - timedelta(days=silent)
        # The first whole day of silence that is longer than the line.
        past = {Stage.SLIPPING: int(late) + 1, Stage.LAPSED: int(lapsed) + 1}.get(stage, 0)
        own = occasions > self.lines.own_from
        return StageCase(
            stage=stage,
            since=last + timedelta(days=past),
            orders=occasions,
            days_since_last=silent,
            late=late,
            lapsed=lapsed,
            own_gap=float(b["first_to_last"][n]) / (occasions - 1) if own else None,
            last_gap=int(self.last_gap[n]) if occasions > 1 else None,
        )


def examples(snapshot: Snapshot, found: Stages) -> tuple[tuple[str, StageCase], ...]:
    """The first customer of each stage that has any, by id, and why they are in it."""
    firsts = [
        int(np.flatnonzero(found.code == at)[0])
        for at in range(len(ORDER))
        if (found.code == at).any()
    ]
    return tuple((str(snapshot.rows(WHO, n=n)[0][0]), found.case(n)) for n in firsts)


def gap_lines(gaps: NDArray[np.int64]) -> GapLines | NotEnough:
    """Lines from one gap of each repeat customer, the last: those who order often count once."""
    if len(gaps) < LEAST_GAPS:
        return NotEnough("lines of silence need gaps between orders", LEAST_GAPS, len(gaps))
    usual, late, lapsed = np.quantile(gaps, (0.5, LATE, LAPSED), method="inverted_cdf").tolist()
    return GapLines(float(usual), float(late), float(lapsed), gaps=len(gaps))


def stage_codes(
    occasions: NDArray[np.int64],
    first_to_last: NDArray[np.int64],
    silent: NDArray[np.int64],
    last_gap: NDArray[np.int64],
    lines: GapLines,
) -> tuple[NDArray[np.intp], Vector]:
    """The place of each stage in ORDER and each pace; all of shape (n,), days whole."""
    own = occasions > lines.own_from
    gap = first_to_last / np.maximum(occasions - 1, 1)
    pace = np.where(own, gap / lines.usual, 1.0)
    late, lapsed = lines.late * pace, lines.lapsed * pace
    code = np.where(occasions == 1, _NEW, _ACTIVE)
    code[(occasions > 1) & (last_gap > lapsed)] = _WON_BACK
    code[silent > late] = _SLIPPING
    code[silent > lapsed] = _LAPSED
    return code.astype(np.intp), pace


def stages(snapshot: Snapshot, lines: GapLines | None = None) -> Stages | NotEnough:
    """The stages of a snapshot's customers. lines: None: from their own gaps."""
    b = behaviour(snapshot)
    found = snapshot.with_prepared("customer_days").columns(BEFORE_LAST)
    last_gap = np.zeros(len(b["n"]), np.int64)
    last_gap[found["n"]] = found["days"]
    judged = lines or gap_lines(found["days"])
    if isinstance(judged, NotEnough):
        return judged
    code, pace = stage_codes(
        b["occasions"], b["first_to_last"], b["days_since_last"], last_gap, judged
    )
    return Stages(snapshot.as_of, judged, code, pace, last_gap, b)


def in_stage(found: Stages, stage: Stage) -> NDArray[np.intp]:
    """The customers who are in a stage, as `n` of the histories."""
    return np.flatnonzero(found.code == ORDER.index(stage))


def stages_of(snapshot: Snapshot, lines: GapLines) -> Parting:
    """The stage of each customer, for migration."""
    found = stages(snapshot, lines)
    assert isinstance(found, Stages)  # lines are given
    return found.parting
