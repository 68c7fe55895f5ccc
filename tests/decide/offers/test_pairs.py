"""Pairs that go together beyond chance, against hand-written answers and recounts."""

from itertools import combinations
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from tests.decide.offers.logs import log

from volver.decide.offers.pairs import firsts, lift_band, pairs
from volver.stats.screen import fisher_above

WORLD = (
    [(n, 0, "a") for n in range(40)]
    + [(n, 0, "b") for n in range(30)]
    + [(n, 0, "c") for n in range(40, 100)]
)
"""100 customers: 40 with a, 30 of them with b too, 60 with c alone."""


def test_the_figures_of_one_pair():
    """Of 100 baskets 40 hold a, 30 b and 30 both."""
    found = pairs(log(WORLD), "orders")
    assert len(found) == 2  # a with b and b with a; c goes with nothing
    assert found.units == 100
    assert found.tested == 1  # a and c, b and c never met
    assert found.support.tolist() == [0.3, 0.3]
    assert found.confidence.tolist() == [0.75, 1.0]
    assert found.lift.tolist() == [2.5, 2.5]
    assert found.leverage.tolist() == pytest.approx([0.18, 0.18])  # 0.3 - 0.4 x 0.3
    assert found.conviction.tolist() == pytest.approx([2.8, np.inf])  # 0.7 / 0.25
    assert found.added.tolist() == pytest.approx([0.45, 0.6])
    table = [[30, 10], [0, 60]]
    assert found.chance[0] == pytest.approx(stats.fisher_exact(table, "greater")[1], rel=1e-9)


@given(st.data())
def test_the_chance_is_that_of_fishers_exact_test(data):
    """Against scipy's, above what chance expects."""
    units = data.draw(st.integers(4, 400))
    first, second = (data.draw(st.integers(1, units - 1)) for _ in range(2))
    low = int(first * second / units) + 1
    if low > min(first, second):
        return
    both = data.draw(st.integers(low, min(first, second)))
    whole = [np.array([count]) for count in (both, first, second)]
    expected = stats.hypergeom.sf(both - 1, units, first, second)
    assert fisher_above(*whole, units)[0] == pytest.approx(expected, rel=1e-8, abs=1e-300)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from("abcdef")), min_size=1
    ),
    st.sampled_from(["orders", "customers"]),
)
def test_counts_are_those_of_a_recount(rows, unit):
    """Every pair with two units at least that is above chance, each in both directions."""
    no_screen = (
        1e6  # a share of 1 still asks of each pair a chance below its place among those tested
    )
    found = pairs(log(rows), unit, least=2, false_share=no_screen)
    held = {}
    for customer, day, product in rows:
        held.setdefault((customer, day) if unit == "orders" else customer, set()).add(product)
    names = sorted({product for *_, product in rows})
    expected = {}
    for one, other in combinations(names, 2):
        a, b = (sum(name in unit_holds for unit_holds in held.values()) for name in (one, other))
        both = sum({one, other} <= unit_holds for unit_holds in held.values())
        if both >= 2 and both * len(held) > a * b:
            expected[one, other], expected[other, one] = (both, a, b), (both, b, a)
    columns = (found.first, found.second, found.together, found.of_first, found.of_second)
    told = {
        (names[one], names[other]): counts
        for one, other, *counts in zip(*(c.tolist() for c in columns), strict=True)
    }
    assert {key: tuple(counts) for key, counts in told.items()} == expected


def test_pairs_that_chance_made_are_few():
    """Of products that draw nobody hardly any pair is believed, in hardly any log."""
    random = np.random.default_rng(5)
    with_any = 0
    for _ in range(20):
        rows = [(n, 0, f"p{p}") for n in range(400) for p in random.choice(20, 4, replace=False)]
        with_any += len(pairs(log(rows), "orders")) > 0
    assert with_any <= 3


def test_the_interval_of_a_lift_holds_the_truth():
    """Counts drawn with lift 2: 90 per cent intervals hold it about so often."""
    random = np.random.default_rng(7)
    cells = random.multinomial(4000, [0.02, 0.08, 0.08, 0.82], size=2000)
    both, a, b = cells[:, 0], cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2]
    low, high = lift_band(both, a, b, 4000, 0.9)
    assert ((low <= 2) & (high >= 2)).mean() == pytest.approx(0.9, abs=0.02)


def test_what_never_met_may_have_any_lift():
    """No interval out of nothing."""
    low, high = lift_band(*(np.array([count], np.int32) for count in (0, 5, 5)), 100, 0.9)
    assert (low[0], high[0]) == (0, np.inf)


@pytest.mark.mission("X3")
def test_the_gap_of_a_pair_is_the_median_of_what_came_later():
    """Gaps 30, 40 and 50; one bought b before a, which tells nothing of the way from a to b."""
    rows = [(0, 0, "a"), (0, 30, "b"), (1, 5, "a"), (1, 45, "b"), (2, 0, "a"), (2, 50, "b")]
    rows += [(3, 9, "b"), (3, 10, "a"), (0, 90, "a"), (2, 90, "b")]
    seen = firsts(log(rows))
    assert seen.gap(0, 1) == median([30, 40, 50])
    assert seen.gap(1, 0) == 1
    assert seen.buyers(0) == 4


def test_a_pair_that_nobody_bought_in_turn_has_no_gap():
    """Not a zero."""
    assert np.isnan(firsts(log([(0, 0, "a"), (1, 0, "b")])).gap(0, 1))
