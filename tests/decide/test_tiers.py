"""Tiers by amounts that people may edit, and what they were on earlier days."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.decide.test_classes import forecasts
from tests.store.shop import END, look, order

from volver.decide.tiers import proposed_tiers, tier_codes, tier_rule, tiers
from volver.domain.errors import BadInput
from volver.domain.tiers import TierRule

money = st.lists(st.integers(-50, 500).map(float), max_size=40).map(np.array)
amounts = st.lists(st.integers(-20, 400), min_size=1, max_size=7, unique=True)


@pytest.mark.mission("G4")
@given(held=money, amounts=amounts)
def test_each_customer_is_in_the_highest_tier_whose_threshold_they_reach(held, amounts):
    """The rule in words, one customer at a time."""
    rule = tier_rule(amounts)
    for value, code in zip(held, tier_codes(held, rule), strict=True):
        reached = [at for at, least in enumerate(rule.thresholds) if value >= least]
        assert code == (reached[0] if reached else len(rule.thresholds))


@pytest.mark.mission("G4")
def test_tiers_of_a_base_by_hand():
    """Expected 600, 80, 15 and -5 with thresholds 500 and 50: the shares of value are exact."""
    snapshot = look([order(n, name, n, "10.00") for n, name in enumerate(["a", "b", "c", "d"])])
    snapshot.store_columns("forecasts", forecasts([600.0, 80.0, 15.0, -5.0]))
    found = tiers(snapshot, rule=tier_rule([50, 500]))
    told = [(t.name, t.least, t.customers, t.money) for t in found.expected.tiers]
    assert told == [("A", 500.0, 1, 600.0), ("B", 50.0, 1, 80.0), ("C", None, 2, 10.0)]


@pytest.mark.mission("G4")
def test_the_history_of_tiers_knows_no_later_order():
    """Twenty days ago ana had brought 60 and bo nothing yet; today ana 160, bo 10."""
    lines = [
        order(1, "ana", 5, "60.00"),
        order(2, "ana", 20, "100.00"),
        order(3, "bo", 21, "10.00"),
    ]
    found = tiers(look(lines), days=[END - timedelta(days=20)], rule=tier_rule([100, 50]))
    assert found.expected is None
    assert [(day.day, [t.customers for t in day.tiers]) for day in found.past] == [
        (END, [1, 0, 1]), (END - timedelta(days=20), [0, 1, 0]),
    ]  # fmt: skip
    assert [t.money for t in found.past[0].tiers] == [160.0, 0.0, 10.0]


def test_past_tiers_count_one_year():
    """An order 365 days before the last day is out, one 364 days before it is in."""
    lines = [order(1, "ana", 0, "60.00"), order(2, "bo", 1, "60.00")]
    found = tiers(look(lines, as_of=END + timedelta(days=365 - 30)), rule=tier_rule([50]))
    assert [t.customers for t in found.past[0].tiers] == [1, 1]


def test_proposed_thresholds_are_where_the_richest_hold_half():
    """Of 100, 60, 30 and 10: 100 alone is half; with 60 it is four fifths, 30 makes 95 %."""
    assert proposed_tiers(np.array([10.0, 100.0, -4.0, 60.0, 30.0])) == TierRule((100, 60, 30))
    assert proposed_tiers(np.array([-1.0, 0.0])) is None


@pytest.mark.parametrize("wrong", [[], range(9), [float("nan")]])
def test_thresholds_that_make_no_tiers_are_refused(wrong):
    """With what to give instead."""
    with pytest.raises(BadInput, match="no tiers"):
        tier_rule(wrong)
