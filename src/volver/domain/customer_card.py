"""One customer on one page: who they are, what they did, what comes next; for whom it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from volver.domain.value import ValueClass

MOST_EVENTS = 200
MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class CardEvent:
    """Something on a customer's timeline."""

    day: date
    kind: Literal["order", "refund", "interaction"]
    about: str
    """The order's number, or type and channel of the interaction as the source writes them."""
    margin: float | None = None
    """Of an order; None in an agent's view, and for interactions."""
    is_complaint: bool = False
    number: str = ""
    """Of an interaction."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a customer is worth; no part of it is in an agent's view."""

    value_class: ValueClass | None
    class_name: str
    """In words; empty where there is no class."""
    margin_to_date: float
    value: float | None
    """Expected margin within the horizon, discounted."""
    value_low: float | None
    value_high: float | None
    level: float
    horizon_days: int
    currency: str
    p_alive: float | None
    alive_since: Sequence[tuple[date, float]]
    """P(alive) from the last order on; empty where nothing is said of it."""
    reason: str
    rows: Sequence[tuple[str, str]]
    """The parts of the value and what they are, as `volver explain` shows them."""
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class CardOffer:
    """Something that may be offered."""

    product: str
    kind: str
    in_days: int
    """From the observation date: 0 is now."""
    reason: str
    product_id: str = ""
    """Of the first product of it."""


@dataclass(frozen=True, slots=True)
class InPlan:
    """A plan that a customer is in."""

    name: str
    state: str
    owner: str
    action: str
    last_day: date


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """The card."""

    customer_id: str
    as_of: date
    first_order: date
    last_order: date
    orders: int
    attributes: Sequence[tuple[str, str]]
    """What the company's files say of them, by the files' own names."""
    worth: Worth | None
    """None in an agent's view."""
    events: Sequence[CardEvent]
    """The newest first, at most MOST_EVENTS."""
    more_events: int
    """How many are older than these."""
    offers: Sequence[CardOffer]
    offers_lack: str
    """Why there are none; empty where there are some, or where they were not asked for."""
    plans: Sequence[InPlan]
    arms: Sequence[tuple[str, str]]
    """The plans again, each with the arm; empty in an agent's view, who must treat all alike."""
    complaint_open: bool
    consents: bool | None = None
    """Whether they agree to be contacted; None where the company's files do not say."""
