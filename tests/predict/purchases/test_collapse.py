"""Like customers are merged and nothing is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.domain.history import Histories
from volver.predict.purchases.collapse import collapse, pairs

rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 3), st.integers(1, 9)),
    min_size=1,
).map(
    lambda drawn: [(x, t_x if x else 0, (t_x if x else 0) + more, k) for x, t_x, more, k in drawn]
)


@given(rows)
def test_each_history_is_kept_once_with_its_customers(drawn):
    """The merged table, written out as a dictionary of sums."""
    known: dict[tuple[int, int, int], int] = {}
    for x, t_x, age, k in drawn:
        known[x, age, t_x] = known.get((x, age, t_x), 0) + k
    found = collapse(Histories(*(np.array(column) for column in zip(*drawn, strict=True))))
    keys = list(zip(found.x.tolist(), found.age.tolist(), found.t_x.tolist(), strict=True))
    assert keys == sorted(known)
    assert found.weight.tolist() == [known[key] for key in keys]


def test_nobody_collapses_to_nobody():
    """No rows in, no rows out."""
    none = np.zeros(0, dtype=np.int64)
    assert collapse(Histories(none, none, none, none)).customers == 0


@given(rows)
def test_pairs_are_distinct_ordered_and_lead_back_to_every_row(drawn):
    """x and T of each row are found at its place among the pairs."""
    x, _, age, _ = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    found = pairs(x, age)
    assert np.array_equal(found.x[found.row], x)
    assert np.array_equal(found.age[found.row], age)
    listed = list(zip(found.x, found.age, strict=True))
    assert listed == sorted(set(listed))


@given(rows)
def test_levels_walk_through_all_pairs_of_one_x_at_a_time(drawn):
    """Their slices are the whole, each with one x."""
    x, _, age, _ = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    found = pairs(x, age)
    seen = [(level, found.x[where]) for level, where in found.levels()]
    assert all((part == level).all() for level, part in seen)
    assert np.concatenate([part for _, part in seen]) == pytest.approx(found.x)
