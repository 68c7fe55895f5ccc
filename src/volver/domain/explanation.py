"""Where one customer's value comes from: how long, how often, how much."""

from dataclasses import dataclass
from datetime import date

from volver.domain.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Customers who stood, one past window ago, as this one stands now."""

    customers: int
    window_days: int
    came_back: float
    """Share of them who ordered in the window; not a number where there were none."""
    orders: float
    """Their mean orders in it; not a number where there were none."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The parts of one customer's value, and the facts they rest on.

    value = p_alive x orders_if_alive x margin_per_order x discount
    """

    customer_id: str
    first_order: date
    last_order: date
    repeat_count: int
    """x: occasions after the first."""
    days_since_last: int
    """T - t_x."""
    age: int
    """T: days since the first occasion."""
    own_margin: float | None
    """Mean margin of the customer's own repeat occasions; None where there is none."""
    p_alive: float | None
    """How long: probability that the relationship has not ended; None where nothing is said."""
    orders: Estimate
    """How often: expected orders within the horizon."""
    orders_if_alive: float | None
    margin_per_order: float
    """How much: expected margin of an order to come."""
    usual_margin: float | None
    """The same for a customer without a repeat order; None where no model says."""
    discount: float
    """Mean discount factor of the orders to come."""
    value: Estimate
    neighbours: Neighbours | None
    """None where no past window can be looked at."""
