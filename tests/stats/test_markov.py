"""Chains of few states: where they end and what they are worth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from volver.stats.markov import long_run, present_value, transitions

counts = st.integers(2, 5).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 4), min_size=k, max_size=k), min_size=k, max_size=k)
)


@given(table=counts, data=st.data())
def test_the_long_run_is_the_mean_of_many_steps(table, data):
    """Also where the chain falls apart, goes round, or has states nobody was in."""
    chain = transitions(np.array(table, float))
    k = len(chain)
    start = np.eye(k)[data.draw(st.integers(0, k - 1))]
    found = long_run(chain, start)
    # 60 divides by all lengths of rounds of five states or fewer; what fades is long gone.
    far = start @ np.linalg.matrix_power(chain, 60 * 2**14)
    mean = np.zeros(k)
    for _ in range(60):
        mean += far / 60
        far = far @ chain
    assert found.share.sum() == pytest.approx(1)
    assert found.share == pytest.approx(mean, abs=1e-6)


def test_a_round_has_its_length_and_an_absorbing_state_is_named():
    """Three states in a ring, one alone, and one that leads to both."""
    chain = np.zeros((5, 5))
    chain[0, 1] = chain[1, 2] = chain[2, 0] = chain[3, 3] = 1.0
    chain[4] = [0.25, 0, 0, 0.75, 0]
    found = long_run(chain, np.eye(5)[4])
    assert dict(zip(found.closed, found.periods, strict=True)) == {(0, 1, 2): 3, (3,): 1}
    assert found.share == pytest.approx([0.25 / 3, 0.25 / 3, 0.25 / 3, 0.75, 0])


@given(table=counts, factor=st.floats(0.0, 0.95))
def test_value_is_this_period_and_the_value_of_the_next(table, factor):
    """And many periods come near to no end."""
    chain = transitions(np.array(table, float))
    reward = np.arange(len(chain)) - 1.0
    value = present_value(chain, reward, factor)
    assert value == pytest.approx(reward + factor * chain @ value)
    assert present_value(chain, reward, factor, 800) == pytest.approx(value, abs=1e-6)
