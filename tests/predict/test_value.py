"""Value, by hand."""

import pytest

from volver.predict.value import even_discount


def test_no_rate_discounts_nothing():
    """A rate of zero: the plain sum."""
    assert even_discount(365, 0.0) == 1.0


def test_even_orders_are_discounted_by_the_mean_factor():
    """Day by day over two years at 21 %."""
    by_day = sum(1.21 ** (-(day + 0.5) / 365.25) for day in range(730)) / 730
    assert even_discount(730, 0.21) == pytest.approx(by_day, rel=1e-6)
