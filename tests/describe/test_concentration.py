"""Who holds the money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.describe.concentration import concentration

MONEY = st.lists(st.integers(0, 1000), min_size=1, max_size=40).filter(any)


@pytest.mark.mission("K13")
def test_the_top_fifth_of_five_is_the_first():
    """8 of 10 euros: the claim of 80 % from 20 % would hold here."""
    found = concentration(np.array([1.0, 8.0, 0.0, 1.0, 0.0]))
    assert found.top_fifth == 0.8


@given(money=MONEY)
def test_gini_is_half_the_mean_difference_over_the_mean(money):
    """The textbook's double sum over all pairs."""
    held = np.array(money, float)
    pairs = np.abs(held[:, None] - held[None, :]).sum()
    assert concentration(held).gini == pytest.approx(pairs / (2 * len(held) ** 2 * held.mean()))


@given(money=MONEY)
def test_the_curve_rises_ever_slower_from_nothing_to_all(money):
    """The largest come first, so each further customer adds no more than the one before."""
    found = concentration(np.array(money, float))
    steps = np.diff(found.money_share)
    assert found.money_share[0] == 0
    assert found.money_share[-1] == pytest.approx(1)
    assert (steps >= 0).all()
    assert (np.diff(steps) <= 1e-12).all()


@given(money=MONEY, factor=st.sampled_from([0.01, 1, 100]))
def test_the_currency_does_not_matter(money, factor):
    """Cents or euros, the shares are the same."""
    one = concentration(np.array(money, float))
    other = concentration(np.array(money, float) * factor)
    assert other.top_fifth == pytest.approx(one.top_fifth)
    assert other.gini == pytest.approx(one.gini)


def test_customers_who_lose_money_hold_nothing():
    """Below zero counts as zero, so that shares stay between 0 and 1."""
    assert concentration(np.array([5.0, -5.0])) == concentration(np.array([5.0, 0.0]))


@pytest.mark.parametrize("money", [[], [0.0, 0.0], [-1.0]])
def test_where_nobody_holds_anything_there_is_no_share(money):
    """None, because a share of nothing is no number."""
    assert concentration(np.array(money)) is None
