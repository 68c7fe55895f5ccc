"""What a customer is worth by each formula, and why they differ.

>>> from volver.describe.formulas import by_price, chain
>>> by_price(price=36.0, orders_per_year=3.0, years=2.5)
270.0
"""

from volver.describe.formulas.bridge import bridge, bridge_of
from volver.describe.formulas.sensitivity import sensitivity
from volver.describe.formulas.textbook import (
    by_forecast,
    by_margin,
    by_price,
    by_resale,
    chain,
    constant_retention,
    discount_factor,
    discounted,
    each_period,
    retention_elasticity,
    surviving,
    years_of_life,
)

__all__ = [
    "bridge",
    "bridge_of",
    "by_forecast",
    "by_margin",
    "by_price",
    "by_resale",
    "chain",
    "constant_retention",
    "discount_factor",
    "discounted",
    "each_period",
    "retention_elasticity",
    "sensitivity",
    "surviving",
    "years_of_life",
]
