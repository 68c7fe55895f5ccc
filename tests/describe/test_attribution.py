"""Rules of attribution: what is printed, what is so by definition, and paths from a shop."""

from itertools import combinations
from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.describe.acquired import CUSTOMERS, LINES, day
from tests.store.company import company_with
from tests.store.shop import engine_with

from volver.describe.acquisition import cac
from volver.describe.attribution import markov, rules
from volver.describe.attribution.paths import Paths
from volver.describe.attribution.table import attribution, credits
from volver.domain.attribution import RULES
from volver.domain.estimate import NotEnough
from volver.domain.money import Basis
from volver.store.snapshot import Snapshot
from volver.store.views import Shape

CHANNELS = "abcd"


@st.composite
def walks(draw):
    """Paths with how often each ended in an order and in nothing, and the days of their steps."""
    paths = draw(st.lists(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=6), min_size=1))
    often = st.integers(0, 9)
    count = len(paths)
    won = draw(st.lists(often, min_size=count, max_size=count))
    lost = draw(st.lists(often, min_size=count, max_size=count))
    days = [sorted(draw(st.lists(st.integers(0, 9999), min_size=len(p), max_size=len(p))))[::-1]
            for p in paths]  # fmt: skip
    return Paths.of(paths, won, [2.5 * n for n in won], lost, days)


@pytest.mark.slow
@pytest.mark.mission("K1")
@given(walks())
def test_every_rule_gives_away_what_there_is_and_no_more(paths):
    """Efficiency: credits add up to conversions, and to money; none is below zero."""
    if not (paths.converted + paths.lost).any():
        return
    for credit in (paths.converted, paths.value):
        for name, given_ in credits(paths, credit).items():
            assert given_.sum() == pytest.approx(credit.sum()), name
            assert (given_ >= -1e-9).all(), name
    assert set(credits(paths, paths.converted)) == set(RULES)


@pytest.mark.slow
@given(walks())
def test_a_chain_converts_as_often_as_its_paths_did(paths):
    """Of any order: what is lost and won on the way balances in every state."""
    walked = (paths.converted + paths.lost).sum()
    if walked == 0:
        return
    for order in (1, 2):
        chain = markov.chain(paths, order)
        assert chain.conversion == pytest.approx(paths.converted.sum() / walked)
        assert ((chain.removal > -1e-9) & (chain.removal < 1 + 1e-9)).all()


@pytest.mark.slow
@given(walks())
def test_staying_on_a_channel_changes_no_chain_of_order_1(paths):
    """A loop only delays: without it the chances of what comes after are the same."""
    if not (paths.converted + paths.lost).any():
        return
    names = [[paths.channels[step] for step in steps]
             for steps in np.split(paths.steps, paths.starts[1:])]  # fmt: skip
    single = [[a for a, b in zip(p, [None, *p[:-1]], strict=True) if a != b] for p in names]
    other = Paths.of(single, paths.converted, None, paths.lost)
    assert markov.chain(other).removal == pytest.approx(markov.chain(paths).removal, abs=1e-9)


@pytest.mark.slow
@given(walks())
def test_shapley_is_the_mean_over_all_orders_of_joining(paths):
    """By its definition, over every set of channels: Shapley (1953)."""
    names, count = paths.channels, len(paths.channels)
    sets = [frozenset(steps.tolist()) for steps in np.split(paths.steps, paths.starts[1:])]

    def won(members):
        return sum(n for s, n in zip(sets, paths.converted, strict=True) if s <= set(members))

    for one in range(count):
        others = [channel for channel in range(count) if channel != one]
        value = sum(
            factorial(size) * factorial(count - size - 1) / factorial(count)
            * (won((*members, one)) - won(members))
            for size in range(count)
            for members in combinations(others, size)
        )  # fmt: skip
        assert rules.shapley(paths, paths.converted)[one] == pytest.approx(value), names[one]


def test_the_shapley_toy():
    """Only A wins 10, only B 5, both together 15."""
    paths = Paths.of([["A"], ["B"], ["A", "B"]], [10, 5, 15])
    assert rules.shapley(paths, paths.converted).tolist() == [17.5, 12.5]


def test_the_markov_toy():
    """C1 > C2 > C3 converts, C1 alone and C2 > C3 do not: a third; shares 0.2, 0.4, 0.4."""
    paths = Paths.of([["C1", "C2", "C3"], ["C1"], ["C2", "C3"]], [1, 0, 0], lost=[0, 1, 1])
    chain = markov.chain(paths)
    assert chain.conversion == pytest.approx(1 / 3)
    assert chain.removal == pytest.approx([0.5, 1, 1])
    assert markov.credit_by_removal(chain.removal, 1) == pytest.approx([0.2, 0.4, 0.4])


def test_an_order_of_two_remembers_where_a_walk_came_from():
    """After A, B always wins; after C, B never does. Order 1 cannot tell, order 2 can."""
    paths = Paths.of([["A", "B"], ["C", "B"]], [1, 0], lost=[0, 1])
    assert markov.chain(paths, 1).removal == pytest.approx([0.5, 1, 0.5])
    assert markov.chain(paths, 2).removal == pytest.approx([1, 1, 0])


def test_rules_on_one_path():
    """a 14 days before, b 7, b 0: 1/4 and 1/2 of the weight of the last."""
    paths = Paths.of(
        [["a", "b", "b"], ["a"], ["b", "a"]], [7, 0, 0], days=[[14, 7, 0], [0], [9, 2]]
    )
    seven = paths.converted
    assert rules.first(paths, seven).tolist() == [7, 0]
    assert rules.last(paths, seven).tolist() == [0, 7]
    assert rules.linear(paths, seven) == pytest.approx([7 / 3, 14 / 3])
    assert rules.position(paths, seven) == pytest.approx([2.8, 4.2])
    assert rules.time_decay(paths, seven) == pytest.approx([1, 6])
    two = np.array([0.0, 0.0, 10.0])
    assert rules.position(paths, two) == pytest.approx([5, 5])


def test_touches_of_years_ago_still_share_the_credit():
    """2^-1000 is no number; weights count from the latest touch."""
    paths = Paths.of([["a", "b"]], [1], days=[[20_007, 20_000]])
    assert rules.time_decay(paths, paths.converted) == pytest.approx([1 / 3, 2 / 3])


# ana: social, search, search, then she buys on day 0 (START); bea: search; a prospect: social.
TOUCHED = [
    {"customer_id": "ana", "day": day(-14), "channel": "social", "type": "visit"},
    {"customer_id": "ana", "day": day(-7), "channel": "search", "type": "click"},
    {"customer_id": "ana", "day": day(0), "channel": "search", "type": "click"},
    {"customer_id": "ana", "day": day(9), "channel": "e-mail", "type": "open"},  # too late
    {"customer_id": "bea", "day": day(5), "channel": "search", "type": "visit"},
    {"customer_id": "bea", "day": day(1), "channel": "phone", "is_complaint": True},
    {"customer_id": "cy", "day": day(2)},  # nobody knows by which channel
    {"customer_id": "zoe", "day": day(3), "channel": "social"},
    {"day": day(3), "channel": "social"},  # nobody knows who
]


def attributed(interactions, spend):
    """The sheet of the shop of test_acquisition with these touches."""
    engine = engine_with(LINES)
    known = {"customers": CUSTOMERS, "spend": spend, "interactions": interactions}
    company = company_with(engine, **known)
    shape = Shape(Basis("margin_from_cost"), has_order_ids=False, has_refunds=False)
    snapshot = Snapshot(engine, day(400), shape, company=company).with_histories()
    return attribution(snapshot, cac.known_costs(snapshot))


@pytest.mark.mission("K1")
def test_attribution_of_a_shop():
    """Two orders were led to, of 40 and of 10; four came from nowhere."""
    found = attributed(TOUCHED, [{"day": day(0), "amount": 10, "channel": "search"}])
    assert (found.paths, found.touches, found.converted, found.untouched) == (3, 5, 2, 4)
    search, social = found.rows
    assert (search.channel, search.spend, social.spend) == ("search", 10, 0)
    assert search.conversions["linear"] == pytest.approx(1 + 2 / 3)
    assert search.cac("linear") == pytest.approx(6)
    assert search.cac("first") == 10
    assert (social.value["first"], social.value["last"]) == (40, 0)
    assert search.value["time_decay"] == pytest.approx(10 + 40 * 6 / 7)
    assert social.conversions["shapley"] == pytest.approx(0.5)
    # Without search nothing converts; without social bea's walk alone is left: a third.
    assert (search.removal, social.removal) == pytest.approx((1, 0.5))


def test_customers_who_came_before_the_first_spend_have_no_path():
    """Their cost is not known, so they may not share it."""
    found = attributed(TOUCHED, [{"day": day(12), "amount": 10, "channel": "search"}])
    assert isinstance(found, NotEnough)  # from 1 March on nobody was touched who ordered
