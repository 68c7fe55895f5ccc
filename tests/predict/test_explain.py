"""A value is the orders that are expected times what each of them brings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.predict.explain import take_apart

MONEY = st.floats(-1e6, 1e6)
ORDERS = st.floats(1e-6, 1e3)


@given(value=MONEY, orders=ORDERS, alive=st.floats(0, 1))
def test_the_parts_of_a_value_multiply_to_it(value, orders, alive):
    """P(alive) is within the orders, so it is told and not multiplied once more."""
    parts = take_apart({"value": value, "expected_orders": orders, "p_alive": alive})
    assert parts.p_alive == alive
    assert parts.expected_orders * parts.margin_per_order == pytest.approx(value)


@pytest.mark.parametrize(("value", "orders"), [(0.0, 0.0), (None, None), (None, 2.0)])
def test_without_orders_or_value_no_margin_per_order_is_said(value, orders):
    """Rather than a zero that looks like a margin."""
    parts = take_apart({"value": value, "expected_orders": orders, "p_alive": None})
    assert parts.margin_per_order is None
    assert parts.expected_orders == orders
