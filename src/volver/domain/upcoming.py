"""What one customer may do next, in figures."""

from dataclasses import dataclass

EVER = 3652.0
"""Days: an order that takes ten years to come is as good as none."""
UNLIKELY = 0.5
"""Below this chance of any further order, most likely none comes."""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """When the next order may come, how likely it is, and what a relationship is still worth."""

    p_alive: float
    chance_30d: float
    """Probability of at least one order in the next 30 days."""
    chance_90d: float
    chance_ever: float
    """Of at least one in the next ten years."""
    horizon_days: int
    chance_in_horizon: float
    """Of at least one within the horizon."""
    next_order_low: float | None
    """Days from now to the next order, if it comes within the horizon: it is sooner with chance
    (1 - level) / 2; None, as the next two, where it cannot come."""
    next_order: float | None
    """Half of such customers have ordered by then."""
    next_order_high: float | None
    level: float
    residual_orders: float | None
    """Discounted expected orders for as long as the relationship lasts (DERT); None without a
    discount rate, or where the sum has no end."""
    residual_value: float | None
    """The same in money."""

    @property
    def most_likely_never(self) -> bool:
        """Whether it is likelier that no order comes any more than that one does."""
        return self.chance_ever < UNLIKELY
