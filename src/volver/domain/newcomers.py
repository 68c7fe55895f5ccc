"""What a customer is worth who has only just come, or who is yet to come, by group."""

from collections.abc import Mapping
from dataclasses import dataclass

from volver.domain.estimate import Estimate

UNKNOWN = "unknown"
"""The level of those for whom an attribute is missing."""
OTHER = "other"
"""The level in which small levels are put together where there are too many."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """The mean customer of one group on the day of the first order.

    Intervals are those of the mean, from what the fit does not know; single customers scatter much
    more widely.
    """

    levels: tuple[str, ...]
    """Of each attribute; empty for a group that nobody has been seen of."""
    customers: int
    """Seen so far, on whom this rests; 0 for a group never seen."""
    orders: float
    """Expected repeat orders within the horizon."""
    order_value: float
    """Expected margin of one of them."""
    first_margin: float
    """Mean margin of the first order, groups of few drawn to the mean of all."""
    acquired: Estimate
    """Value right after the first order: discounted margin of the repeat orders."""
    prospect: Estimate
    """Value of one who is yet to come: that, and the margin of the first order."""


@dataclass(frozen=True, slots=True)
class NewCustomers:
    """The value of new customers by group."""

    by: tuple[str, ...]
    """The attributes that tell groups apart."""
    title: str
    """The model of purchases."""
    rows: tuple[NewCustomer, ...]
    """The groups with the most customers first; last one never seen."""
    spreads: Mapping[str, float]
    """tau by what it is of: effects of e^tau are usual; near 0 where groups are alike."""
    notes: tuple[str, ...] = ()
    """What to know about the groups, in words."""
