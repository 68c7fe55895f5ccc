"""One customer's published row, taken apart: how long, how often, how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Parts:
    """What a value is made of; None where nothing is said of a part.

    value = expected_orders x margin_per_order; p_alive is already within expected_orders.
    """

    p_alive: float | None
    """How long: probability that the relationship has not ended."""
    expected_orders: float | None
    """How often: orders within the horizon."""
    margin_per_order: float | None
    """How much: discounted margin of an order to come; None too where none is expected."""


def take_apart(row: Mapping[str, Any]) -> Parts:
    """The parts of one row of the published table.

    >>> take_apart({"p_alive": 0.5, "expected_orders": 2.0, "value": 50.0})
    Parts(p_alive=0.5, expected_orders=2.0, margin_per_order=25.0)
    """
    orders, value = row["expected_orders"], row["value"]
    return Parts(
        p_alive=row["p_alive"],
        expected_orders=orders,
        margin_per_order=value / orders if orders and value is not None else None,
    )
