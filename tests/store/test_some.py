"""Answers of some customers alone: against the same query asked of all, and looked through."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.store.shop import END, REVENUE, engine_with, order

from volver.store.coder import in_parts
from volver.store.snapshot import Snapshot
from volver.store.some import columns_of
from volver.store.views import Shape

SQL = "SELECT n, customer_id, mean_repeat_margin, orders FROM histories"
BACKWARDS = f"{SQL} ORDER BY n DESC"


@pytest.fixture(scope="module")
def snapshot():
    """Nine customers, every third of whom has ordered twice, so that most means are unknown."""
    twice = [(at, day) for at in range(9) for day in (at, at + 10) if day == at or at % 3 == 0]
    lines = [order(n, f"c{at}", day, f"{10 + at}") for n, (at, day) in enumerate(twice)]
    return Snapshot(engine_with(lines), END, Shape(REVENUE, True, True)).with_histories()


@settings(deadline=None)
@given(st.none() | st.sets(st.integers(0, 8)), st.sampled_from([SQL, BACKWARDS]))
def test_some_are_those_of_all(snapshot, some, sql):
    """In order of `n` however the engine gives them; NaN where nothing is known."""
    wanted = None if some is None else np.array(sorted(some), np.int32)
    found = columns_of(snapshot, sql, wanted)
    rows = [row for row in snapshot.rows(f"{SQL} ORDER BY n") if some is None or row[0] in some]
    assert found["n"].tolist() == [row[0] for row in rows]
    assert list(in_parts(found["customer_id"])) == [row[1] for row in rows]
    means = [np.nan if row[2] is None else row[2] for row in rows]
    np.testing.assert_array_equal(found["mean_repeat_margin"], np.array(means, float))
    assert found["orders"].tolist() == [row[3] for row in rows]
