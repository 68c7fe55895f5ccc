"""Prices that were proposed and approved: when, by whom, from what to what, and what held back."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

PriceStep = Literal["proposed", "approved"]


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One price that would change, or does."""

    product_id: str
    old: Decimal
    new: Decimal
    reasons: tuple[str, ...]
    """Codes of what held it back."""


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """Something that happened to prices. The log only grows."""

    at: datetime
    by: str
    kind: PriceStep
    version: str
    """Of the prices: an approval has that of what was proposed."""
    lines: tuple[PriceLine, ...]
    audience: str = ""
    """The rule for whom they are; empty: everybody."""
