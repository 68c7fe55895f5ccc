"""What has moved since the last period beyond what chance moves."""

from dataclasses import dataclass
from typing import Literal

from volver.domain.estimate import Estimate

Dimension = Literal["all", "channel", "product", "segment"]
Measure = Literal["orders", "new", "margin", "size"]
"""Orders, new customers, margin per customer who ordered; of a segment its customers."""


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of one level that is no longer what it was."""

    dimension: Dimension
    level: str
    code: int
    """Of the level, for the list of its members; of a product -1."""
    measure: Measure
    before: float
    now: float
    ratio: Estimate | None
    """How many times as much as before, by day of the month; None for a margin or a size."""
    difference: Estimate | None
    """For a margin or a size."""
    chance: float
    """Of such a change where nothing has changed."""


@dataclass(frozen=True, slots=True)
class ChangeList:
    """All that moved beyond chance between two months."""

    month: int
    """12 x year + month - 1: the last whole month."""
    against: int
    compared: int
    """Figures that were looked at."""
    false_share: float
    """Where nothing has changed, the list is empty but for this share of months."""
    changes: tuple[Change, ...]
    """The least likely first."""
