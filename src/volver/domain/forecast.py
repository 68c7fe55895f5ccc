"""A table of forecasts that others may write, and we: the names of its columns."""

from collections.abc import Mapping

from volver.domain.history import Vector

Forecast = Mapping[str, Vector]
"""Columns of a forecast by name, shape (n,): NEEDED, and those of OPTIONAL that there are."""

KEYS = ("customer_id", "origin")
NEEDED = ("expected_orders", "value")
ENDS = (("expected_orders_low", "expected_orders_high"), ("value_low", "value_high"))
OPTIONAL = ("p_active", *ENDS[0], *ENDS[1])
"""p_active: P(at least one order in the window)."""
