"""Value: expected present value of the margin of the orders to come within the horizon.

    value = P(alive) x sum of discounted expected orders if alive x expected margin per order

An order d days from now is divided by (1 + annual)^(d / 365.25). The first order is behind us and
not in it (case 3 of Fader & Hardie, note 024, "Reconciling and clarifying CLV formulas": an
existing customer, cash booked at the order).
"""

import numpy as np

from volver.domain.history import Vector
from volver.domain.time import DAYS_PER_YEAR


def value(p_alive: Vector, discounted_if_alive: Vector, margin_per_order: Vector) -> Vector:
    """Expected discounted margin; shapes broadcast together, money comes from the margin.

    >>> value(np.array([0.5]), np.array([4.0]), np.array([25.0]))
    array([50.])
    """
    return np.asarray(p_alive * discounted_if_alive * margin_per_order)


def even_discount(days: float, annual: float) -> float:
    """Mean discount factor of orders spread evenly over (0, days].

    >>> round(even_discount(365.25, 0.10), 4), even_discount(365.25, 0.0)
    (0.9538, 1.0)
    """
    force = np.log1p(annual) * days / DAYS_PER_YEAR
    return float(-np.expm1(-force) / force) if force > 0 else 1.0
