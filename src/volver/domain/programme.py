"""A reward or a referral offered to many: who is offered it, who is not and why, what it brings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from volver.domain.estimate import Estimate
from volver.domain.offer import Reason, Recommendation


@dataclass(frozen=True, slots=True)
class Offered:
    """One offer to all whom it pays to make it to."""

    kind: Literal["reward", "referral"]
    offers: tuple[Recommendation, ...]
    """Those first of whom most is expected."""
    left: Mapping[str, int]
    """Customers to whom it is not made, by reason."""
    refused: Reason | None
    """Why it is made to nobody, or the commonest reason why not to some; None: to all of them."""
    margin: Estimate
    """Expected with the offers less without them, after rewards and the cost of telling."""
    cost: float
    """Of rewards that are expected to be taken, and of telling."""
    rests_on: float
    """Customers or invitations that its figures rest on; 0: they are assumed."""


@dataclass(frozen=True, slots=True)
class RewardWish:
    """A reward with the next order, within 30 days."""

    worth: float
    """What it costs us if it is taken."""
    lift: tuple[float, float]
    """What it adds to the chance of an order: a range that holds the truth nine times in ten."""
    cost: float = 0.0
    """Of telling one customer."""
    people: int = 0
    """Whom the range was measured on; 0: it is assumed."""
