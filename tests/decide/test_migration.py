"""Who moved where, with what value; where it would end, and what each state is worth then."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shop import END, look, order, refund

from volver.decide.behaviour import YEAR
from volver.decide.classes import ClassRule
from volver.decide.migration import Between, migration, moved, past_classes
from volver.decide.rfm import rfm_of
from volver.decide.stages import ORDER, stages
from volver.decide.tiers import past_tiers, tier_rule
from volver.domain.parts import Parting
from volver.domain.rfm import RfmRule
from volver.domain.stages import GapLines
from volver.domain.time import DiscountRate

RATE = DiscountRate(0.1)
DAYS = (date(2024, 1, 1), date(2025, 1, 1))
SPAN = (DAYS, YEAR)
NAMES = ("a", "b", "c")


@pytest.fixture
def found():
    """Twenty days ago ana had brought 60, bo 20, and eva an order that she has sent back since.

    Today ana has brought 160, bo 20 and cy, who is new, 50. Tiers from 100 and from 50. Zoe's only
    order is more than a year old on both days.
    """
    lines = [
        order(9, "zoe", -400, "90.00"), order(1, "ana", 5, "60.00"), order(2, "ana", 20, "100.00"),
        order(3, "bo", 6, "20.00"), order(4, "cy", 25, "50.00"),
        order(5, "eva", 7, "70.00", order_id="e"), refund(6, "eva", 22, "70.00", refund_of="e"),
    ]  # fmt: skip
    rule = tier_rule([100, 50])
    return migration(
        Between.of(look(lines), END - timedelta(days=20)),
        lambda _, money: past_tiers(money, rule),
        RATE,
        0.9,
    )


@pytest.mark.mission("G4")
def test_moves_by_hand(found):
    """Ana moved up and took her margin along; bo stayed; eva is gone and cy arrived."""
    assert [(m.origin, m.to, m.customers, m.before, m.after) for m in found.moves] == [
        ("B", "A", 1, 60.0, 160.0), ("C", "C", 2, 20.0, 20.0),
    ]  # fmt: skip
    told = {s.name: (s.before, s.after, s.arrived, s.gone, s.reward) for s in found.states}
    assert told == {
        "A": (0, 1, 0, 0, None),
        "B": (2, 1, 1, 1, 100.0),
        "C": (2, 2, 0, 0, 0.0),
    }
    assert (found.first, found.last) == (END - timedelta(days=20), END)
    share = found.moves[0].share
    # Wilson for 1 of 1 at 90 %: 1 / (1 + z^2), z = 1.6449.
    assert (share.value, share.low, share.high) == pytest.approx((1.0, 0.26987, 1.0), abs=1e-4)


def test_margins_are_of_equal_spans_where_orders_do_not_reach_back_a_year():
    """Ten days before the last, orders reach back ten days: 60 in those, 30 in the last ten."""
    lines = [order(1, "ana", 11, "60.00"), order(2, "ana", 22, "30.00")]
    rule = tier_rule([50])
    got = migration(
        Between.of(look(lines), END - timedelta(days=10)),
        lambda _, money: past_tiers(money, rule),
        RATE,
        0.9,
    )
    assert [(m.before, m.after) for m in got.moves] == [(60.0, 30.0)]


@given(
    rows=st.lists(st.tuples(st.integers(0, 2), st.integers(-1, 2), st.integers(0, 9)), max_size=40)
)
def test_every_customer_is_counted_once(rows):
    """Rows of the matrix, arrivals and departures add up to both days."""
    stay = [row for row in rows if row[1] >= 0]
    new = len(rows) % 4
    place, code_after = [], []
    for _, to, _ in rows:
        place.append(len(code_after) if to >= 0 else -1)
        code_after += [to] if to >= 0 else []
    code_after += [0] * new
    before = Parting("x", NAMES, np.array([row[0] for row in rows], np.intp))
    after = Parting("x", NAMES, np.array(code_after, np.intp))
    money = np.array([float(row[2]) for row in rows])
    kept = np.array([float(row[2]) for row in stay] + [1.0] * new)
    got = moved(before, after, np.array(place, np.int64), (money, kept, kept), *SPAN, RATE, 0.9)
    assert sum(move.customers for move in got.moves) == len(stay)
    assert sum(state.before for state in got.states) == len(rows)
    assert sum(state.after for state in got.states) == len(stay) + new
    assert sum(move.before for move in got.moves) == sum(row[2] for row in stay)
    known = [state.in_the_end for state in got.states if state.in_the_end is not None]
    assert not known or sum(known) == pytest.approx(1 if len(after.code) else 0)
    for name in NAMES:
        shares = [move.share.value for move in got.moves if move.origin == name]
        assert sum(shares) == pytest.approx(1) or not shares


def test_worth_and_the_end_by_hand():
    """Half of a go to b each year and all of b stay: the end is b, and worth is a sum by hand."""
    before = Parting("x", ("a", "b"), np.array([0, 0, 1]))
    after = Parting("x", ("a", "b"), np.array([0, 1, 1]))
    since = np.array([30.0, 10.0, 5.0])
    got = moved(before, after, np.arange(3), (since, since, since), *SPAN, DiscountRate(0.25), 0.9)
    a, b = got.states
    d = 1.25 ** (-366 / 365.25)
    worth_b = d**0.5 * 5 / (1 - d)
    worth_a = (d**0.5 * 20 + d * 0.5 * worth_b) / (1 - 0.5 * d)
    assert (a.reward, b.reward) == (20.0, 5.0)
    assert b.worth == pytest.approx(worth_b)
    assert a.worth == pytest.approx(worth_a)
    assert (a.in_the_end, b.in_the_end) == pytest.approx((0.0, 1.0))
    assert got.closed == (("b",),)
    assert b.net_change == 1.0


def test_customers_who_change_places_go_round():
    """The end is a mean of both, and the length of the round is told."""
    before, after = (Parting("x", ("a", "b"), np.array(code)) for code in ([0, 1], [1, 0]))
    got = moved(before, after, np.arange(2), (np.ones(2),) * 3, *SPAN, RATE, 0.9)
    assert (got.closed, got.periods) == ((("a", "b"),), (2,))
    assert [s.in_the_end for s in got.states] == [0.5, 0.5]


def test_a_part_that_nobody_began_in_leaves_the_end_open():
    """How it goes on from c is not known, so nothing is said."""
    before = Parting("x", NAMES, np.array([0, 1]))
    after = Parting("x", NAMES, np.array([2, 1]))
    got = moved(before, after, np.arange(2), (np.ones(2),) * 3, *SPAN, RATE, 0.9)
    assert [(s.in_the_end, s.worth) for s in got.states] == [(None, None)] * 3


def test_without_a_discount_worth_has_no_sum():
    """None, because it would be infinite."""
    part = Parting("x", ("a",), np.zeros(1, np.intp))
    got = moved(part, part, np.zeros(1, np.int64), (np.ones(1),) * 3, *SPAN, DiscountRate(0.0), 0.9)
    assert got.states[0].worth is None


RFM = RfmRule((5, 10, 15, 20), (1, 2, 3, 4), (10, 20, 50, 100))


@pytest.mark.mission("G5")
@pytest.mark.parametrize(
    "apart",
    [
        lambda _, money: past_classes(money, ClassRule()),
        lambda day, _: rfm_of(day, RFM),
        lambda s, _: Parting("stages", tuple(ORDER), stages(s, GapLines(4, 8, 16)).code),
    ],
    ids=["classes", "rfm", "stages"],
)
def test_any_parting_can_move(apart):
    """Classes by the margin of a year, names of the grid, stages."""
    lines = [order(n, f"c{n % 7}", n % 29, f"{n % 13}.00") for n in range(1, 60)]
    got = migration(Between.of(look(lines), END - timedelta(days=15)), apart, RATE, 0.9)
    assert sum(state.after for state in got.states) == 7
    assert sum(move.customers for move in got.moves) <= 7
    assert sum(state.before for state in got.states) >= sum(move.customers for move in got.moves)
