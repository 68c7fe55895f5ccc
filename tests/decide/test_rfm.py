"""Each customer is in exactly one cell of the grid, and each cell has exactly one name."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.shop import END, look, order

from volver.decide.rfm import ORDER, grades, proposed, rfm, rfm_codes
from volver.domain.rfm import GRADES, NAMES, RfmName, RfmRule

customers = st.lists(
    st.tuples(st.integers(0, 400), st.integers(1, 6), st.integers(-5000, 90000)),
    min_size=1, max_size=60,
)  # fmt: skip
ends = st.lists(st.integers(0, 50).map(float), min_size=4, max_size=4).map(sorted).map(tuple)


def three(rows):
    """Days, occasions and margin as columns."""
    days, occasions, cents = np.array(rows, float).T
    return days, occasions, cents / 100


def test_every_cell_has_one_name_and_every_name_a_cell():
    """Five grades of days by five of the others, as the written table."""
    assert [len(row) for row in NAMES] == [GRADES] * GRADES
    assert {name for row in NAMES for name in row} == set(RfmName)


@given(rows=customers)
def test_each_customer_is_in_exactly_one_range_of_each(rows):
    """Ties included: who are equal get the same grade, whatever the boundaries came from."""
    columns = three(rows)
    rule = proposed(*columns)
    for which, values in zip(("days", "occasions", "margin"), columns, strict=True):
        bands = rule.bands(which)
        given = grades(values, getattr(rule, which))
        for value, grade in zip(values, given, strict=True):
            held = [
                band for band in bands
                if (band.above is None or value > band.above)
                and (band.up_to is None or value <= band.up_to)
            ]  # fmt: skip
            assert len(held) == 1
            assert held[0].grade == (GRADES + 1 - grade if which == "days" else grade)
    codes = rfm_codes(*columns, rule)
    assert ((codes >= 0) & (codes < len(ORDER))).all()


@given(ends=ends, value=st.integers(-5, 60).map(float))
def test_written_ranges_leave_no_number_out(ends, value):
    """They begin where the one before ends, from the least to without end."""
    bands = RfmRule((), ends, ()).bands("occasions")
    assert bands[0].above is None
    assert bands[-1].up_to is None
    assert all(a.up_to == b.above for a, b in pairwise(bands))
    grade = int(grades(np.array([value]), ends)[0])
    assert grade in {band.grade for band in bands}


@given(rows=customers, data=st.data())
def test_a_written_rule_does_not_depend_on_who_else_is_there(rows, data):
    """Boundaries are fixed text: one customer alone gets the name that they have among others."""
    columns = three(rows)
    rule = proposed(*columns)
    at = data.draw(st.integers(0, len(rows) - 1))
    alone = rfm_codes(*(column[at : at + 1] for column in columns), rule)
    assert alone[0] == rfm_codes(*columns, rule)[at]


RULE = RfmRule(days=(5, 10, 15, 20), occasions=(1, 2, 3, 4), margin=(10, 20, 50, 100))


@pytest.fixture
def snapshot():
    """Days are counted back from day 30: three customers whose cells are written beside them."""
    return look([
        # ana: 2 days ago (5), 5 occasions (5), margin 150 (5): champion
        *(order(n, "ana", 20 + 2 * n, "30.00") for n in range(5)),
        # bo: 25 days ago (1), 1 occasion (1), margin 10 (1): lost
        order(5, "bo", 5, "10.00"),
        # cy: 25 days ago (1), 2 occasions (2), margin 300 (5), mean 4: at risk
        order(6, "cy", 4, "150.00"), order(7, "cy", 5, "150.00"),
    ])  # fmt: skip


def test_a_grid_by_hand(snapshot):
    """Three customers, three cells; the rest of the grid is empty and still there."""
    found = rfm(snapshot, RULE)
    full = {(c.days_grade, c.other_grade): c for c in found.cells if c.customers}
    assert {place: (c.name, c.margin) for place, c in full.items()} == {
        (5, 5): (RfmName.CHAMPIONS, 150.0),
        (1, 1): (RfmName.LOST, 10.0),
        (1, 4): (RfmName.AT_RISK, 300.0),
    }
    assert len(found.cells) == GRADES**2
    assert sum(part.customers for part in found.parts) == 3
    assert {p.name: p.margin for p in found.parts if p.customers} == {
        "champions": 150.0, "lost": 10.0, "at_risk": 300.0,
    }  # fmt: skip


def test_proposed_boundaries_are_days_of_customers_and_remembered_amounts(snapshot):
    """Fifths of three customers; amounts to two digits."""
    rule = rfm(snapshot).rule
    assert rule == RfmRule((2, 25, 25, 25), (1, 2, 2, 5), (10, 150, 150, 300))


def test_nobody_has_no_grid():
    """None: an empty grid would have boundaries from nowhere."""
    assert rfm(look([order(1, None, 1, "5.00")], as_of=END)) is None
