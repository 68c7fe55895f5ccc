"""What one customer may do next, in words."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from volver.domain.evidence import AliveHistory
from volver.domain.upcoming import Upcoming
from volver.present.words import Words

SLIGHT = 0.05
"""Fewer orders than this to come would be written as 0.0."""


def tell_upcoming(
    found: Upcoming | None, history: AliveHistory | None, as_of: date, words: Words
) -> Iterator[str]:
    """The sentences on one customer's next order; found: None where no model says anything."""
    if found is None:
        yield words("This forecast says nothing of when the next order comes.")
        return
    if found.most_likely_never:
        yield words(
            "Most likely this customer never orders again: the chance of any order in the next ten "
            "years is {chance:percent}.",
            chance=found.chance_ever,
        )
    elif found.next_order is not None:
        low, half, high = (
            as_of + timedelta(days=ceil(days or 0.0))
            for days in (found.next_order_low, found.next_order, found.next_order_high)
        )
        yield words(
            "An order in the next {n:count} days has a chance of {chance:percent}. If it comes, "
            "half of such customers have ordered by {half:day}, and {level:percent} of them "
            "between {low:day} and {high:day}.",
            n=found.horizon_days,
            chance=found.chance_in_horizon,
            half=half,
            level=found.level,
            low=low,
            high=high,
        )
    yield words(
        "Chance of any order: {month:percent} in 30 days, {quarter:percent} in 90 days.",
        month=found.chance_30d,
        quarter=found.chance_90d,
    )
    if history is not None and len(history.days) > 1:
        yield words(
            "P(alive) was {then:percent} on {day:day}, the day of the last order, and is "
            "{now:percent} after {n:count} days without one.",
            then=history.p_alive[0],
            day=history.days[0],
            now=history.p_alive[-1],
            n=(history.days[-1] - history.days[0]).days,
        )
    if (found.residual_orders or 0.0) >= SLIGHT and found.residual_value is not None:
        yield words(
            "For as long as the relationship lasts, orders worth {orders:decimal} of today's are "
            "expected, with a value of {value:money}.",
            orders=found.residual_orders,
            value=found.residual_value,
        )
