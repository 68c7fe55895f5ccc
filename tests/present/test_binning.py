"""A million customers become a few bins, and nobody is lost on the way."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from volver.present.binning import alive_cells, distribution_of

values = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=200)


@given(values)
def test_every_customer_is_in_one_bin(found: list[float]) -> None:
    """Bins, zero and below zero add up to all customers."""
    spread = distribution_of(np.array(found))
    assert spread is not None
    counted = sum(b.customers for b in spread.bins) + spread.zero + spread.below_zero
    assert counted == len(found)


@given(values)
def test_bins_join_without_gaps_and_double(found: list[float]) -> None:
    """On a logarithmic axis all bins are equally wide, so that heights compare."""
    spread = distribution_of(np.array(found))
    assert spread is not None
    assert all(b.high == 2 * b.low for b in spread.bins)
    assert all(a.high == b.low for a, b in zip(spread.bins, spread.bins[1:], strict=False))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(-100, 1e5)), min_size=1, max_size=200))
def test_every_customer_is_in_one_cell(people: list[tuple[float, float]]) -> None:
    """Cells add up to all customers and to all their value."""
    alive, value = np.array(people).T
    cells = alive_cells(alive, value)
    assert sum(cell.customers for cell in cells) == len(people)
    assert np.isclose(sum(cell.value for cell in cells), value.sum())


def test_nobody_makes_no_chart() -> None:
    """An empty base has no distribution, rather than one that is all zero."""
    assert distribution_of(np.array([])) is None
    assert alive_cells(np.array([]), np.array([])) == ()
