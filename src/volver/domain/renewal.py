"""What a forecast of renewals says of one group of customers, and what it does not know."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from volver.domain.card import Total
from volver.domain.estimate import Answer, Estimate
from volver.domain.value import Step


@dataclass(frozen=True, slots=True)
class Rival:
    """A simpler model against a richer one: the likelihood-ratio test."""

    simpler: str
    richer: str
    ratio: float
    p_value: float


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One period of a customer's tenure."""

    period: int
    survival: Estimate
    """Share of a cohort still there after it; the band holds the curve."""
    retention: Estimate
    """Of those up for this renewal, the share that renews."""
    seen: Estimate | None
    """Share still there as it was seen, without a model; None where nobody was."""
    at_risk: float = 0.0
    """Customers who were up for this renewal; those seen for a part of the period by that part."""


@dataclass(frozen=True, slots=True)
class TenureRow:
    """What is still to come of a customer of one tenure."""

    tenure: int
    within_horizon: float
    """Expected renewals within the horizon."""
    without_end: float
    """Expected renewals for ever; infinity where the mean tenure is infinite."""
    derl: float
    """Discounted expected residual lifetime, in renewals."""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One reason for leaving, kept apart from the others."""

    reason: str
    ended: float
    share: Estimate
    """Of all who left, for this reason."""
    left: tuple[float, ...]
    """Share of a cohort that has left for this reason, by period; as seen, without a model."""
    expected: float | None
    """Of today's customers, how many are expected to leave for this reason within the horizon."""


@dataclass(frozen=True, slots=True)
class PastTest:
    """The same method fitted on early periods only, asked about later ones that were seen."""

    known: int
    """Last period it knew."""
    until: int
    model: str
    forecast: Estimate
    """Of those there after `known`, the share still there after `until`."""
    seen: float

    @property
    def total(self) -> Total:
        """As totals of orders are compared with what came."""
        return Total(self.forecast.value, self.forecast.low, self.forecast.high, self.seen)


@dataclass(frozen=True, slots=True)
class RenewalCard:
    """Everything a reader needs to judge the forecast of one group."""

    group: str
    customers: float
    running: float
    ended: float
    periods_seen: int
    step: Step
    model: str
    title: str
    why: str
    parameters: Mapping[str, float]
    standard_errors: Mapping[str, float]
    """Of the logs of the parameters."""
    log_likelihood: float | None
    status: str
    rivals: tuple[Rival, ...]
    periods: tuple[PeriodRow, ...]
    tenures: tuple[TenureRow, ...]
    renewals: Answer
    """Renewals of today's customers within the horizon."""
    staying: Answer
    """Of today's customers, how many are still there at the end of the horizon."""
    value: Answer | None
    """Discounted value of those renewals; None where no value was given."""
    causes: tuple[CauseRow, ...]
    test: PastTest | None
    missed: float
    """By which share the test missed, beyond chance; sums have intervals as much wider."""

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, text and numbers; what is not finite is None."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def to_json(self) -> str:
        """The same as JSON text, in a fixed order."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)


def _plain(thing: Any) -> Any:
    if is_dataclass(thing):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(value) for value in thing]
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else None
    return str(thing) if isinstance(thing, Step) else thing
