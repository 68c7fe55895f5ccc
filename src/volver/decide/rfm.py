"""The grid of days since the last order, occasions and margin, by written boundaries.

Boundaries are proposed once from fifths of the customers and are fixed text from then on. Equal
customers get equal grades: a tie is never parted, so a fifth may be larger or empty.
"""

import numpy as np
from numpy.typing import NDArray

from volver.decide.behaviour import behaviour, expected, parts_of
from volver.domain.history import Vector
from volver.domain.parts import Parting
from volver.domain.rfm import GRADES, NAMES, Rfm, RfmCell, RfmName, RfmRule
from volver.store.snapshot import Snapshot

ORDER = tuple(RfmName)
_CODES = np.array([[ORDER.index(name) for name in row] for row in NAMES])
_FIFTHS = np.arange(1, GRADES) / GRADES


def proposed(days: Vector, occasions: Vector, margin: Vector) -> RfmRule:
    """Boundaries at fifths of the customers; margin to two digits. Each of shape (n,), n >= 1."""

    def fifths(values: Vector) -> list[float]:
        return [float(v) for v in np.quantile(values, _FIFTHS, method="inverted_cdf")]

    return RfmRule(
        tuple(fifths(days)),
        tuple(fifths(occasions)),
        tuple(two_digits(end) for end in fifths(margin)),
    )


def two_digits(amount: float) -> float:
    """An amount that people can remember.

    >>> two_digits(1234.5), two_digits(-0.0371)
    (1200.0, -0.037)
    """
    return float(f"{amount:.2g}")


def grades(values: Vector, ends: tuple[float, ...]) -> NDArray[np.intp]:
    """1 to 5: one more than the ends that lie below each value. Shape (n,)."""
    return 1 + np.searchsorted(np.asarray(ends, np.float64), values, side="left")


def graded(
    days: Vector, occasions: Vector, margin: Vector, rule: RfmRule
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The grade of the days, and the mean grade of the other two rounded up, each 1 to 5."""
    late = GRADES + 1 - grades(days, rule.days)
    other = (grades(occasions, rule.occasions) + grades(margin, rule.margin) + 1) // 2
    return late, other


def rfm_codes(days: Vector, occasions: Vector, margin: Vector, rule: RfmRule) -> NDArray[np.intp]:
    """The place of each customer's name in ORDER."""
    late, other = graded(days, occasions, margin, rule)
    return np.asarray(_CODES[late - 1, other - 1], np.intp)


def rfm_of(snapshot: Snapshot, rule: RfmRule) -> Parting:
    """The named part of each customer, for migration."""
    b = behaviour(snapshot)
    code = rfm_codes(b["days_since_last"], b["occasions"], b["margin"], rule)
    return Parting("rfm", tuple(ORDER), code)


def rfm(snapshot: Snapshot, rule: RfmRule | None = None) -> Rfm | None:
    """The grid of a snapshot's customers; None where there is nobody. rule: None: proposed."""
    b = behaviour(snapshot)
    three = (b["days_since_last"], b["occasions"], b["margin"])
    if len(b["n"]) == 0:
        return None
    rule = rule or proposed(*three)
    late, other = graded(*three, rule)
    cell = (late - 1) * GRADES + other - 1
    size = np.bincount(cell, minlength=GRADES**2)
    brought = np.bincount(cell, b["margin"], GRADES**2)
    parting = Parting("rfm", tuple(ORDER), np.asarray(_CODES.ravel()[cell], np.intp))
    return Rfm(
        rule=rule,
        cells=tuple(
            RfmCell(r + 1, o + 1, NAMES[r][o], int(size[at]), float(brought[at]))
            for r in reversed(range(GRADES))
            for o in range(GRADES)
            for at in [r * GRADES + o]
        ),
        parts=parts_of(parting, b["margin"], expected(snapshot)),
    )
