"""The better one within reach, and three options, counted on paper."""

from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decide.offers.sample_shop import CATALOGUE, product

from volver.decide.offers.three_options import ThreeOptions, three_options
from volver.decide.offers.upsell import accepted, category_ratio, quantile, reach, upgrade, upgrades
from volver.domain.offer import Reason, Recommendation

prices = st.lists(st.integers(1, 500).map(float), min_size=1, max_size=12)


@pytest.mark.mission("X7")
def test_the_reach_of_five_purchases_by_hand():
    """10, 10, 10, 12 and 20: four fifths of the ratios do not exceed 1.2.

    With 1.4 in the category, five against five: 1.3, so that 13 is the dearest within reach.
    """
    found = reach([10, 10, 10, 12, 20], category=1.4)
    assert (found.usual, found.ratio, found.purchases) == (10, pytest.approx(1.3), 5)
    assert found.ceiling == pytest.approx(13)


def test_the_ratio_of_a_category_by_hand():
    """1, 1, 1.2 and 2 of the first, 1 and 1.5 of the second: rising 1, 1, 1, 1.2, 1.5, 2."""
    assert category_ratio(Counter(accepted([10, 10, 12, 20]) + accepted([20, 30]))) == 1.5
    assert category_ratio({}) == 1
    assert reach([], 1.5) is None


@given(figures=prices, share=st.integers(1, 100))
def test_a_quantile_is_a_figure_that_so_many_do_not_exceed(figures, share):
    """The least such."""
    found = quantile(Counter(figures), share / 100)
    assert found in figures
    assert sum(one <= found for one in figures) * 100 >= share * len(figures)
    assert sum(one < found for one in figures) * 100 < share * len(figures)


@given(bought=prices, category=st.floats(1, 3))
def test_a_reach_lies_between_their_own_and_the_category(bought, category):
    """And nearer to their own with every purchase."""
    found = reach(bought, category)
    own = quantile(Counter(accepted(bought)), 0.8)
    assert min(own, category) - 1e-9 <= found.ratio <= max(own, category) + 1e-9
    assert found.ratio - own == pytest.approx((category - own) * 5 / (len(bought) + 5), abs=1e-9)


@pytest.mark.mission("X7", "X8", "X10")
def test_an_upgrade_by_hand():
    """Of home for 100 with a reach to 130: plus. usa has another voltage, poor is rated lower.

    Half buy again anyway, a fifth of them take plus: 0.5 x 0.2 x (40 - 30) = 1 more.
    """
    within = reach([100, 100, 100, 100, 130], category=1.6)  # (5 x 1 + 5 x 1.6) / 10 = 1.3
    found = upgrade("ana", "home", CATALOGUE, within, chance=0.5, take_up=0.2)
    assert isinstance(found, Recommendation)
    assert (found.products, found.owned, found.price) == (("plus",), ("home",), 120.0)
    assert found.terms.incremental_margin == pytest.approx(1.0)
    assert found.reason == Reason(
        "step_up",
        {"product": "plus", "price": 120.0, "owned": "home", "usual": 100.0,
         "ceiling": pytest.approx(130.0), "purchases": 5},
    )  # fmt: skip


@pytest.mark.mission("X8")
@pytest.mark.parametrize(
    ("owned", "bought", "code"),
    [
        ("none", [100], "not_in_catalogue"),
        ("home", [], "no_own_prices"),
        ("bar", [200], "no_better"),
        ("home", [100], "none_in_reach"),
    ],
)
def test_an_empty_slot_says_why(owned, bought, code):
    """Each with the figures that make it so."""
    found = upgrade("ana", owned, CATALOGUE, reach(bought, 1.0), chance=0.5, take_up=0.2)
    assert isinstance(found, Reason)
    assert found.code == code


@pytest.mark.mission("X8")
def test_a_dearer_one_that_brings_less_is_no_upgrade():
    """15 - 12 is less than 10 - 5."""
    shop = {"a": product("a", "x", "10", "5"), "b": product("b", "x", "15", "12")}
    found = upgrade("ana", "a", shop, reach([10], 9.0), 0.5, 0.5)
    assert found == Reason("no_gain", {"product": "a", "margin": 5.0})


@pytest.mark.mission("X10")
def test_better_ones_are_of_the_same_sort():
    """Never another category, another voltage, cheaper or rated lower."""
    assert [one.product_id for one in upgrades(CATALOGUE["home"], CATALOGUE)] == ["plus", "bar"]


@pytest.mark.mission("X13")
def test_three_options_by_hand():
    """Around home: mini is a fifth cheaper, plus a fifth dearer."""
    found = three_options("home", CATALOGUE)
    assert isinstance(found, ThreeOptions)
    names = [one.product_id for one in (found.base, found.middle, found.top)]
    assert names == ["mini", "home", "plus"]


@pytest.mark.mission("X13")
@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("mini", ["no_cheaper_option"]),
        ("bar", ["no_dearer_option"]),
        ("cup", ["no_cheaper_option"]),  # glass at 9 is more than a tenth dearer
        ("usa", ["no_cheaper_option", "no_dearer_option"]),
        ("none", ["not_in_catalogue"]),
    ],
)
def test_what_the_catalogue_cannot_make_is_said(target, codes):
    """Each option that is missing, not the first alone."""
    found = three_options(target, CATALOGUE)
    assert not isinstance(found, ThreeOptions)
    assert [reason.code for reason in found] == codes


@given(amounts=st.lists(st.integers(1, 400), min_size=1, max_size=10), step=st.integers(1, 50))
def test_three_options_rise_by_a_step_or_there_is_none(amounts, step):
    """Against every triple of the catalogue."""
    shop = {str(n): product(str(n), "x", str(p), "0") for n, p in enumerate(amounts)}
    share = Decimal(step) / 100
    found = three_options("0", shop, share)
    middle, others = amounts[0], amounts[1:]
    base = [p for p in others if p * (100 + step) <= 100 * middle]
    top = [p for p in others if 100 * p >= middle * (100 + step)]
    if base and top and isinstance(found, ThreeOptions):
        assert (found.base.price, found.top.price) == (max(base), min(top))
        assert found.middle.product_id == "0"
    else:
        assert not isinstance(found, ThreeOptions)
        assert len(found) == (not base) + (not top)
