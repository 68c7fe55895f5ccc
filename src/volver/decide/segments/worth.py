"""How many customers a rule means and what they are worth, quickly enough to ask while it is typed.

One query of one table that lies on the shelf of a run, where `figures` brings all columns home;
both say the same of the same rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

from volver.decide.segments.compile import Segments
from volver.decide.segments.members import compiled
from volver.domain.estimate import Answer, Estimate
from volver.domain.segment import Rule
from volver.store.engine import Cell
from volver.store.snapshot import Snapshot

SUMS = """
SELECT
  COUNT(*) AS customers,
  SUM(customer_list.margin_to_date) AS margin,
  SUM(customer_list.value) AS value,
  SUM(
    (customer_list.value_high - customer_list.value_low)
    * (customer_list.value_high - customer_list.value_low)
  ) AS spread,
  SUM(CASE WHEN customer_list.value IS NULL THEN 1 ELSE 0 END) AS without
FROM customer_list
"""
OF_RULE = "{sums}JOIN ({rule}) AS members ON members.n = customer_list.n"


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums over customers; money in the reporting currency."""

    customers: int
    margin: float
    """To date."""
    value: float | None
    """None where of one of them nothing is foretold."""
    spread: float
    """Squared widths of the intervals of the values."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a rule means on one day."""

    customers: int
    of: int
    """All customers."""
    margin: float
    """To date."""
    value: float | None
    """Expected within the horizon; None where there is no forecast."""
    interval: tuple[float, float] | None
    """Of that sum."""


def everybody(snapshot: Snapshot) -> Sums:
    """The sums over all customers."""
    return _sums(snapshot, SUMS)


def worth(
    snapshot: Snapshot,
    rule: Rule,
    segments: Segments,
    whole: Sums,
    level: float,
    total: Answer | None,
) -> Worth:
    """How many customers a rule means, and what they are worth.

    whole: `everybody`; level: of the intervals of the forecasts; total: the value of all, where
    an interval is known. Raises BadInput as `compiled` does.
    """
    query = compiled(snapshot, rule, segments)
    found = _sums(snapshot, OF_RULE.format(sums=SUMS, rule=query.sql), query.parameters)
    return Worth(
        customers=found.customers,
        of=whole.customers,
        margin=found.margin,
        value=found.value,
        interval=_interval(found, whole, level, total),
    )


def _sums(snapshot: Snapshot, sql: str, parameters: Mapping[str, Cell] | None = None) -> Sums:
    customers, margin, value, spread, without = snapshot.rows(sql, **(parameters or {}))[0]
    told = None if without else float(value or 0)
    return Sums(int(customers), float(margin or 0), told, float(spread or 0))


def _interval(
    found: Sums, whole: Sums, level: float, total: Answer | None
) -> tuple[float, float] | None:
    """As `figures` has it: everybody's own chance, and what moves all of them together."""
    if found.value is None or whole.value is None:
        return None
    width = 2 * NormalDist().inv_cdf((1 + level) / 2)
    shared = 0.0
    if isinstance(total, Estimate) and whole.value:
        wide = 2 * NormalDist().inv_cdf((1 + total.level) / 2)
        variance = ((total.high - total.low) / wide) ** 2
        shared = max(variance - whole.spread / width**2, 0.0) / whole.value**2
    reach = width / 2 * (found.spread / width**2 + found.value**2 * shared) ** 0.5
    return found.value - reach, found.value + reach
