"""What a forecast of orders at fixed opportunities says of itself."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from volver.domain.estimate import Estimate
from volver.domain.opportunity import Period


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the rows of a file."""

    source: str
    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    rules: Mapping[str, int]
    """Rejected rows by the rule that they broke."""
    notes: tuple[str, ...]
    """How the file was understood, in sentences."""


@dataclass(frozen=True, slots=True)
class LikeCustomers:
    """Customers with one history, and what is expected of each of them."""

    order_count: int
    last_with_order: int
    opportunities: int
    customers: int
    p_alive: float
    """At the next opportunity."""
    expected_orders: float
    orders_low: int
    orders_high: int
    any_order: float
    """Chance of at least one order at the opportunities ahead."""
    next_order: float
    """Expected opportunity of the next order, 1 the next, given that it comes among those ahead."""
    next_order_low: int
    next_order_high: int
    discounted_orders: float | None
    residual_orders: float | None
    """Discounted, over all opportunities to come."""


@dataclass(frozen=True, slots=True)
class OrdersSeen:
    """How many customers had this number of orders, and how many the model would have."""

    order_count: int
    customers: int
    expected_customers: float


@dataclass(frozen=True, slots=True)
class OpportunityCard:
    """Everything a reader needs to judge the forecast; printed, or written as JSON."""

    source: str
    rows_in: int
    accepted: int
    rejected: int
    duplicates: int
    rules: Mapping[str, int]
    """Rejected rows by the rule that they broke."""
    model: str
    title: str
    parameters: Mapping[str, float]
    standard_errors: Mapping[str, float]
    """Of the logs of the parameters."""
    log_likelihood: float
    converged: bool
    ridge: str | None
    """Why the data cannot tell the parameters apart, in words; None where they can."""
    customers: int
    most_opportunities: int
    orders_seen: tuple[OrdersSeen, ...]
    periods_ahead: int
    level: float
    total_orders: Estimate
    """Expected orders of all customers at the opportunities ahead."""
    expected_alive: float
    """Expected number of customers who are there at the next opportunity."""
    new_customer_orders: float
    """Expected orders of a new customer at as many opportunities."""
    period: Period | None
    """The time between two opportunities; None where nobody has said, and nothing is discounted."""
    annual_rate: float | None
    discounted_orders: float | None
    residual_orders: float | None
    """Discounted, over all opportunities to come; None where that has no end, or no rate."""
    histories: tuple[LikeCustomers, ...]
    """By orders, opportunities and last order; the most frequent, if there are many."""
    distinct_histories: int
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Plain dictionaries, lists, text and numbers; what is not finite is None."""
        plain: dict[str, Any] = _plain(self)
        return plain


def _plain(thing: Any) -> Any:
    if is_dataclass(thing):
        return {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): _plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple | list):
        return [_plain(value) for value in thing]
    if isinstance(thing, float):
        return float(thing) if math.isfinite(thing) else None
    return thing
