"""Who is in a plan, who is held out, and what it may bring: by hand, then for any shop."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.test_plan import PROPOSAL
from tests.store.company import company_with
from tests.store.shop import END, REVENUE, engine_with, order

from volver.decide.plans.assign import places
from volver.decide.plans.draft import Run, draft, within
from volver.decide.plans.power import power
from volver.domain.plan import Action, Constraints, Event, Left, plan_of
from volver.domain.plan_events import event_of, text_of
from volver.present.book.leaf import Leaf
from volver.present.plan import sheet
from volver.present.words import Words
from volver.store.arms import NOBODY, ids_of
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

RUN = Run("2024-03-21-x", "EUR", 365, 0.9, 0.2)
ACTION = Action("call", "phone", 4.0, 0.0, 0.1)
IDS = ("ana", "bo", "cy", "di", "eva", "flo")
VALUE = np.array([1000.0, 500.0, 200.0, 60.0, np.nan, 90.0])
ALIVE = np.array([0.5, 0.9, 0.2, 0.8, np.nan, 1.0])
EVERYBODY = np.arange(6, dtype=np.int32)


def shop(alive=ALIVE, **company):
    """Six customers, each with one order of 10, ana with a second."""
    lines = [order(at + 1, one, at, "10") for at, one in enumerate(IDS)]
    engine = engine_with([*lines, order(9, "ana", 20, "30")])
    made = Snapshot(
        engine, END, Shape(REVENUE, True, True), company=company_with(engine, **company)
    ).with_histories()
    columns = {"n": np.arange(6), "value": VALUE, "p_alive": alive, "expected_orders": ALIVE}
    columns |= {"value_low": VALUE / 2, "value_high": VALUE * 2, "value_deviation": VALUE / 4}
    made.store_columns("forecasts", columns, (*columns, "p_stays"))
    return made


def proposal(**rest):
    """With a holdout of nobody, unless asked for."""
    return replace(PROPOSAL, action=ACTION, holdout_share=0.0, **rest)


@pytest.fixture(scope="module")
def plain():
    """No company but its orders."""
    return shop()


@pytest.mark.mission("R2")
def test_everybody_is_in_the_plan_or_left_out_for_a_reason(plain):
    """Effect .05: gains 46, 21, 6, -1 and .5 after a cost of 4; eva has no forecast."""
    found = draft(plain, RUN, proposal(), EVERYBODY, ids_of(["bo"]))
    assert [one for one, _ in found.arms] == ["ana", "cy", "flo"]
    assert found.expected.left == (
        Left("no forecast", 1),
        Left("in another plan", 1),
        Left("costs more than it brings", 1),
    )
    assert found.expected.members == 6
    assert (found.expected.treated, found.expected.holdout) == (3, 0)
    assert found.expected.value == pytest.approx(1290.0)
    assert found.expected.at_stake == pytest.approx(1000 * 0.5 + 200 * 0.8)
    assert found.expected.cost == pytest.approx(12.0)


def test_who_has_a_value_and_no_p_alive_stays_in_the_plan():
    """Nothing is said of what is at stake then, and the plan can still be written down."""
    made = shop(alive=np.array([0.5, np.nan, 0.2, 0.8, np.nan, 1.0]))
    found = draft(made, RUN, proposal(), EVERYBODY, NOBODY).expected
    assert (found.treated, found.value) == (4, pytest.approx(1790.0))
    assert found.at_stake is None
    event = Event(datetime(2024, 3, 21, tzinfo=UTC), "eva", "drafted", "", proposal(), found)
    assert event_of(text_of(event)) == event
    shown = Leaf.of(sheet(plan_of([event]), Words("en", "EUR"))).grids[0]
    assert shown.rows[1] == ("Value at stake", None, None, None)


def test_what_it_may_bring_by_hand(plain):
    """Value 1,500 with 20 % error; effect 0 to .1, so .05 with a standard error of .0304.

    Variance of the product: (.0304 x 1,500)^2 + (.05 x 300)^2 + (.0304 x 300)^2 = 48.86^2.
    """
    found = draft(plain, RUN, proposal(), np.array([0, 1], np.int32), NOBODY).expected
    z = NormalDist().inv_cdf(0.95)
    of_effect = 0.1 / (2 * z)
    spread = math.sqrt((of_effect * 1500) ** 2 + (0.05 * 300) ** 2 + (of_effect * 300) ** 2)
    assert spread == pytest.approx(48.86, abs=0.01)
    assert found.margin.value == pytest.approx(75.0)
    assert (found.margin.low, found.margin.high) == pytest.approx(
        (75 - z * spread, 75 + z * spread)
    )
    assert found.net.value == pytest.approx(75.0 - 8.0)
    assert found.chance == pytest.approx(NormalDist().cdf((75 - 8) / spread))


def test_budget_and_capacity_are_for_those_of_whom_most_is_expected(plain):
    """Money for two calls, then for one; nobody at all for nothing."""
    for constraints, there in (
        (Constraints(budget=11.99), 2),
        (Constraints(capacity=1), 1),
        (Constraints(0.0), 0),
    ):
        found = draft(plain, RUN, proposal(constraints=constraints), EVERYBODY, NOBODY)
        assert [one for one, _ in found.arms] == ["ana", "bo"][:there]
        assert Left("beyond budget or capacity", 4 - there) in found.expected.left
    assert within(Action("mail", "mail", 0.0, 0, 1), Constraints(budget=0.0)) is None
    assert within(Action("mail", "mail", 0.1, 0, 1), Constraints(budget=0.3)) == 3


@pytest.mark.mission("X9")
def test_complaints_come_first_and_whoever_was_contacted_lately_is_left_in_peace():
    """An open complaint; a mail that went out within the days; one that came in; an older one."""
    made = shop(
        interactions=[
            {"customer_id": "ana", "day": END - timedelta(days=90), "is_complaint": True},
            {"customer_id": "bo", "day": END - timedelta(days=29), "direction": "out"},
            {"customer_id": "cy", "day": END, "direction": "in"},
            {"customer_id": "flo", "day": END - timedelta(days=30), "direction": "out"},
        ]
    )
    found = draft(made, RUN, proposal(), EVERYBODY, NOBODY)
    assert [one for one, _ in found.arms] == ["cy", "flo"]
    assert Left("open complaint", 1) in found.expected.left
    assert Left("contacted lately", 1) in found.expected.left


def test_the_spread_of_margins_is_that_of_a_stretch_as_long_as_the_plan(plain):
    """Eleven days back from day 30 lies ana's second order alone: 30, 0, 0, 0."""
    short = proposal(last_day=PROPOSAL.first_day + timedelta(days=10))
    found = draft(plain, RUN, short, np.array([0, 1, 2, 5], np.int32), NOBODY).expected
    assert found.power.spread == pytest.approx(15.0)
    assert found.power.expected == pytest.approx(0.05 * 1790 / 4 * 11 / 365)


def test_what_a_holdout_can_tell_as_in_print():
    """Cohen (1988), table 2.4.1: d = .5, power .8, two-sided .05 needs 64 in each arm by t; the
    normal approximation gives 63, the exact t one more."""
    found = power(63, 63, 1.0, 0.5)
    assert found.needed == 63
    assert found.can_tell
    assert not power(62, 62, 1.0, 0.5).can_tell
    nobody = power(10, 0, 1.0, 0.5)
    assert nobody.smallest is None
    assert not nobody.can_tell
    assert power(5, 5, 1.0, -0.5).needed is None


names = st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=50)


@given(names, st.randoms())
def test_an_arm_depends_on_nobody_else(customers, random):
    """Nor on the order in which they come."""
    before = dict(zip(customers, places("a", customers), strict=True))
    shuffled = random.sample(customers, len(customers))
    assert dict(zip(shuffled, places("a", shuffled), strict=True)) == before
    assert all(0 <= place < 1 for place in before.values())


def test_arms_are_as_random_as_chance_and_differ_from_plan_to_plan():
    """100,000 customers: shares, a chi-square over 100 bins, and the pairs of two plans."""
    from scipy.stats import chi2

    customers = [f"c{at}" for at in range(100_000)]
    first, second = places("one", customers), places("two", customers)
    bins = np.histogram(first, 100, (0, 1))[0]
    assert ((bins - 1000) ** 2 / 1000).sum() < chi2.ppf(0.999, 99)
    assert abs((first < 0.1).mean() - 0.1) < 4 * math.sqrt(0.09 / 100_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / math.sqrt(100_000)


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 0.5), st.floats(0, 0.5), st.integers(0, 6))
def test_a_larger_holdout_only_adds_to_it(plain, one, other, capacity):
    """Whatever the share and the capacity, and no more are treated than can be."""
    small, large = sorted((one, other))
    wish = proposal(constraints=Constraints(capacity=capacity))
    arms = [
        dict(draft(plain, RUN, replace(wish, holdout_share=share), EVERYBODY, NOBODY).arms)
        for share in (small, large)
    ]
    held = [{who for who, arm in found.items() if arm == "holdout"} for found in arms]
    assert held[0] & set(arms[1]) <= held[1]
    for found in arms:
        assert list(found.values()).count("treated") <= capacity
