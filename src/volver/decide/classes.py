"""The four value classes, by a written rule that people may edit.

Best: the smallest group that holds `best_share` of all value above zero. Potential: not best, but
the chance that their margin within the horizon reaches the least value of the best is at least
`upside_chance`. Never profitable: even the upper end of the interval lies below zero. Good:
everybody else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from volver.domain.history import Vector
from volver.domain.value import ValueClass
from volver.store.snapshot import Snapshot

ORDER = (
    ValueClass.BEST,
    ValueClass.POTENTIAL,
    ValueClass.GOOD,
    ValueClass.NEVER_PROFITABLE,
)
"""A class is kept as its place here, in the column `class_code`."""

VALUED = """
SELECT
  forecasts.n,
  forecasts.value,
  forecasts.value_high,
  forecasts.value_upside,
  CAST(histories.margin_to_date AS DOUBLE) AS margin_to_date
FROM forecasts
JOIN histories
  ON histories.n = forecasts.n
ORDER BY forecasts.n
"""


@dataclass(frozen=True, slots=True)
class ClassRule:
    """Version 1 of the rule; a changed rule gets a new version."""

    best_share: float = 0.5
    """Share of all value above zero that the best hold together, 0 to 1."""
    upside_chance: float = 0.2
    """The chance of becoming best from which a customer counts as potential, 0 to 1."""
    version: int = 1


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """One class as a whole."""

    name: ValueClass
    customers: int
    value: float
    """Sum of the customers' values, reporting currency."""
    margin_to_date: float


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of a base and where their borders lie."""

    rule: ClassRule
    least_of_best: float | None
    """The smallest value among the best; None where nobody has a value above zero."""
    summaries: tuple[ClassSummary, ...]


def classify(snapshot: Snapshot, rule: ClassRule) -> Classes | None:
    """Write `classes` (n, class_code) from `forecasts`; None where nobody has a value."""
    found = snapshot.columns(VALUED)
    value = np.asarray(found["value"], np.float64)
    if len(value) == 0 or not np.isfinite(value).all():
        return None
    codes, least = class_codes(value, found["value_high"], found["value_upside"], rule)
    snapshot.store_columns("classes", {"n": found["n"], "class_code": codes})
    return Classes(
        rule=rule,
        least_of_best=least,
        summaries=tuple(
            ClassSummary(
                name=name,
                customers=int((codes == code).sum()),
                value=float(value[codes == code].sum()),
                margin_to_date=float(found["margin_to_date"][codes == code].sum()),
            )
            for code, name in enumerate(ORDER)
        ),
    )


def class_codes(
    value: Vector, high: Vector, upside: Vector, rule: ClassRule
) -> tuple[NDArray[np.int8], float | None]:
    """The place in ORDER of each customer, and the least value among the best.

    value, high, upside: shape (n,), reporting currency; high and upside may be NaN where a
    forecast has no interval. Customers whose values tie at the border are all best.
    """
    codes = np.full(len(value), ORDER.index(ValueClass.GOOD), np.int8)
    least = _least_of_best(value, rule.best_share)
    if least is not None:
        codes[upside >= least] = ORDER.index(ValueClass.POTENTIAL)
        codes[value >= least] = ORDER.index(ValueClass.BEST)
    codes[high < 0] = ORDER.index(ValueClass.NEVER_PROFITABLE)
    return codes, least


def _least_of_best(value: Vector, share: float) -> float | None:
    positive = np.sort(value[value > 0])[::-1]
    if len(positive) == 0:
        return None
    running = np.cumsum(positive)
    # A hair below the target, so that rounding in the sum asks for nobody more.
    place = int(np.searchsorted(running, share * running[-1] * (1 - 1e-12)))
    return float(positive[place])
