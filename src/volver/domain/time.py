"""How far ahead we look, and what a later euro is worth today."""

import re
from dataclasses import dataclass
from typing import Literal

from volver.domain.errors import BadInput

DAYS_PER_YEAR = 365.25
DAYS_PER_MONTH = DAYS_PER_YEAR / 12

Unit = Literal["day", "week"]
"""The unit in which model parameters are printed; histories are always whole days."""

DAYS_PER_UNIT: dict[Unit, int] = {"day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class Horizon:
    """How far ahead we look, in whole days after the observation date."""

    days: int

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 36_525:
            raise BadInput(
                what=f"A horizon of {self.days} days is not usable",
                where="horizon",
                next_step="Give between one day and a hundred years, for example 12m.",
            )

    @classmethod
    def parse(cls, text: str) -> "Horizon":
        """Read a length of time: 90d, 52w, 12m or 2y.

        >>> Horizon.parse("12m").days, Horizon.parse("52w").days
        (365, 364)
        """
        match = re.fullmatch(r"\s*(\d{1,5})\s*([dwmy])\s*", text.lower())
        if match is None:
            raise BadInput(
                what=f"The horizon {text[:40]!r} is not a length of time",
                where="horizon",
                next_step="Write a number and d, w, m or y: 90d, 52w, 12m, 2y.",
            )
        days = {"d": 1.0, "w": 7.0, "m": DAYS_PER_MONTH, "y": DAYS_PER_YEAR}[match[2]]
        return cls(round(int(match[1]) * days))


@dataclass(frozen=True, slots=True)
class DiscountRate:
    """An effective annual rate: a day d from now is divided by (1 + rate)^(d / 365.25)."""

    annual: float

    def __post_init__(self) -> None:
        if not 0 <= self.annual < 10:
            raise BadInput(
                what=f"An annual discount rate of {self.annual} is not usable",
                where="annual_discount_rate",
                next_step="Give a share per year, for example 0.10 for 10 %.",
            )

    def factor(self, days: float) -> float:
        """Present value of one unit of money received `days` from now."""
        return float((1.0 + self.annual) ** (-days / DAYS_PER_YEAR))
