"""What could be offered to a customer next, what it would bring, and what speaks against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from volver.domain.estimate import Estimate

Kind = Literal["replenish", "discover", "upsell", "bundle", "price", "reward", "referral"]
"""What they buy again; what goes with what they have; a better one; several; terms."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is suggested or refused: a name for the words, and the figures they say."""

    code: str
    """Such as "bought_together"; `present` has a sentence for each."""
    figures: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the offer brings with the customer's yes, and what is spent on asking."""

    chance_with: float
    """That the customer buys it within the window if it is offered."""
    chance_without: float
    """That the customer buys it in that window anyway: at full price, without an offer."""
    margin_with: float
    """Of one such purchase after discount, reward and what is sent back."""
    margin_without: float
    """Of one such purchase that nobody asked for."""
    cost: float = 0.0
    """Of making the offer to one customer, whatever the answer."""

    @property
    def incremental_margin(self) -> float:
        """Expected margin with the offer, less the expected margin without it, less its cost."""
        with_it = self.chance_with * self.margin_with
        return with_it - self.chance_without * self.margin_without - self.cost


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One offer for one customer; all kinds are compared by their incremental margin."""

    customer_id: str
    kind: Kind
    products: tuple[str, ...]
    """What is offered; more than one for a bundle, none for a reward on anything."""
    owned: tuple[str, ...]
    """What the customer bought that speaks for it (rule X4: never empty for a product)."""
    terms: Terms
    reason: Reason
    support: int
    """Customers, or orders, that the figures of the reason rest on."""
    in_days: int = 0
    """From the observation date: 0 is now."""
    price: float | None = None
    """At which it is offered; None where the price of the day holds."""


@dataclass(frozen=True, slots=True)
class Veto:
    """A selling rule that an offer breaks, so that it is not made."""

    rule: str
    """Such as "X9"."""
    offer: Recommendation
    reason: Reason


@dataclass(frozen=True, slots=True)
class Bundle:
    """Two products at one price; its figures are per window and rest on orders of the past."""

    products: tuple[str, str]
    price: float
    """Of both together, less the discount."""
    margin: float
    """Of one bundle sold, after the discount and what is sent back."""
    lift: Estimate
    """How many times as often they were in one order as by chance."""
    later_lift: Estimate
    """The same in the weeks after those in which the pair was found."""
    leverage: float
    """Share of orders with both, less what it would be by chance."""
    chance: float
    """Of so many orders with both at least, where neither draws the other."""
    orders: int
    """With both, that it was found in."""
    bought_anyway: float
    """Orders of a window that hold both at full price."""
    expected_uptake: float
    """Orders of a window that would hold the bundle: those, and who adds the other product."""
    incremental_margin: float
    """Of a window: what those who add the other bring, less the discount to all who had both."""

    @property
    def cannibalised(self) -> float:
        """Share of bundles that go to orders which would have held both at full price."""
        return self.bought_anyway / self.expected_uptake if self.expected_uptake else 0.0

    @property
    def loses(self) -> bool:
        """The warning: it gives away more than it brings."""
        return self.incremental_margin <= 0
