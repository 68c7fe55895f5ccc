"""Customers who bring much and leave little, and the reverse."""

import numpy as np

from volver.describe.acquisition.people import UNITS, People
from volver.domain.acquisition import Inversion, Rank
from volver.stats.places import places

SHOWN = 10
"""Customers from each end."""


def inversion(customers: People, most: int = SHOWN) -> Inversion:
    """Place by revenue against place by margin after cost to serve; equals share the best place."""
    revenue, margin, service = (
        customers.per_customer(column)
        for column in (customers.revenue, customers.kept, customers.service)
    )
    by_revenue, by_margin = places(revenue), places(margin)
    fall = by_margin - by_revenue
    order = np.lexsort((np.arange(len(fall)), by_revenue, -fall))

    def rank(at: int) -> Rank:
        expected = float(customers.value[at])
        return Rank(
            customer_id=str(customers.customer_id[at]),
            revenue=float(revenue[at] / UNITS),
            margin=float(margin[at] / UNITS),
            service=float(service[at] / UNITS),
            by_revenue=int(by_revenue[at]),
            by_margin=int(by_margin[at]),
            expected=None if np.isnan(expected) else expected,
        )

    back = np.lexsort((np.arange(len(fall)), by_margin, fall))
    return Inversion(
        customers=len(customers),
        dear=tuple(rank(at) for at in order[:most].tolist() if fall[at] > 0),
        quiet=tuple(rank(at) for at in back[:most].tolist() if fall[at] < 0),
    )
