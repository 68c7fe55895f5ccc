"""What a pass over the typed rows finds, as one record."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from volver.collect.sql import statement
from volver.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts and facts of the typed rows; whatever follows `broken` is about the other rows."""

    rows: int
    broken: int
    anonymous: int
    tidied: int
    refunds: int
    free: int
    with_cost: int
    first_day: date | None
    last_day: date | None
    revenue: Decimal
    largest: Decimal

    @property
    def good(self) -> int:
        """Rows that broke no rule."""
        return self.rows - self.broken


def summarise(engine: Engine) -> Summary:
    """One scan over `typed_rows`."""
    return Summary(*engine.rows(statement("summary"))[0])
