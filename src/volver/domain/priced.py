"""A price that is advised, with everything that it must carry."""

from dataclasses import dataclass
from decimal import Decimal

from volver.domain.estimate import Answer, NotEnough
from volver.domain.offer import Reason
from volver.domain.product import Product
from volver.domain.segment import Rule


@dataclass(frozen=True, slots=True)
class Reduction:
    """What an announced reduction has to say (98/6/EC, Article 6a)."""

    prior: Decimal
    """The lowest price of the 30 days before."""
    share: Decimal
    """1 - price / prior, rounded down to whole percent."""
    days: int
    """Days that the prior price rests on."""


@dataclass(frozen=True, slots=True)
class Priced:
    """One product, its price, and what is advised."""

    product: Product
    current: Decimal
    price: Decimal | None
    """None: no price keeps every limit, and a person must look."""
    floor: Decimal
    ceiling: Decimal | None
    reduction: Reduction | None
    """What may be announced; None where nothing may."""
    is_personal: bool
    elasticity: Answer
    """Of its category."""
    refused: Reason | NotEnough | None
    """Why no best price is known; None where one is."""
    reasons: tuple[Reason, ...]
    """What held the price back from what was wanted."""
    revenue: float
    """Of the last year, at the prices that were paid, before what was sent back."""
    gain: float | None
    """Margin of a year that the price adds; where no elasticity is usable, if nobody buys more or
    less for it. None where no price keeps the limits."""

    @property
    def is_new(self) -> bool:
        """Whether it is another price than today's."""
        return self.price is not None and self.price != self.current


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom a price is that is not for everybody."""

    rule: Rule
    reached: int
    """Customers whom the rule fits."""
    everybody: int

    @property
    def share(self) -> float:
        """Of all customers; 0 where there is none."""
        return self.reached / self.everybody if self.everybody else 0.0
