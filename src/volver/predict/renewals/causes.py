"""Reasons for leaving, kept apart: who leaves for one can no longer leave for another.

A card that expired and a customer who had enough are different losses with different cures. What
each takes is counted by Aalen & Johansen's cumulative incidence, never by pretending that the
others had stayed; the shares add up to all who left.
"""

import numpy as np

from volver.domain.estimate import Estimate
from volver.domain.history import Vector
from volver.domain.renewal import CauseRow
from volver.domain.tenure import Tenures
from volver.predict.renewals.life_table import life_table
from volver.stats.intervals import share_band
from volver.stats.survival import left_by_cause

UNKNOWN = "not known"


def causes(tenures: Tenures, level: float, leaving: float | None) -> tuple[CauseRow, ...]:
    """One row for each reason, the most frequent first; none where no reasons were given.

    leaving: how many of today's customers are expected to leave within the horizon; it is shared
        out as those who left so far. None where there is no forecast.
    """
    if not tenures.reasons:
        return ()
    known = [(name, tenures.of_reason(place)) for place, name in enumerate(tenures.reasons)]
    if (tenures.ended & (tenures.reason < 0)).any():
        rest = tenures.ended & (tenures.reason < 0)
        known.append((UNKNOWN, Tenures.of(tenures.last, rest, tenures.count, tenures.entered)))
    table = life_table(tenures)
    size = len(table.at_risk)
    ended = np.array([_padded(life_table(one).ended, size) for _, one in known])
    left = left_by_cause(table.at_risk, ended)
    whole = float(ended.sum())
    rows = [
        CauseRow(
            reason=name,
            ended=float(count),
            share=Estimate(count / whole, *share_band(count, whole, level), level),
            left=tuple(float(share) for share in curve),
            expected=None if leaving is None else leaving * count / whole,
        )
        for (name, _), count, curve in zip(known, ended.sum(axis=1), left, strict=True)
        if whole > 0
    ]
    return tuple(sorted(rows, key=lambda row: (-row.ended, row.reason)))


def _padded(values: Vector, size: int) -> Vector:
    return np.append(values, np.zeros(max(size - len(values), 0)))[:size]
