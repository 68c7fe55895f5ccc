"""The helpers hold where the plain formula fails, and agree with it where it does not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import beta, betaln, gammaln

from volver.stats.special import beta_nodes, exceeding, log1mexp, softplus

sizes = st.floats(0.01, 500.0)


@given(st.floats(-700, 700))
def test_softplus_and_its_slope_agree_with_logaddexp(x):
    """ln(1 + e^x), and the logistic function as its slope."""
    value, slope = softplus(np.array([x]))
    assert value == pytest.approx([np.logaddexp(0, x)], rel=1e-14)
    assert slope == pytest.approx([np.exp(-np.logaddexp(0, -x))], rel=1e-12)


@given(st.floats(1e-12, 700))
def test_log1mexp_undoes_itself(x):
    """ln(1 - e^-y) at y = -ln(1 - e^-x) is -x, in the well-conditioned half."""
    y = -log1mexp(np.array([x]))
    if 1e-2 < x < 5:
        assert log1mexp(y) == pytest.approx([-x], rel=1e-10)
    assert (y >= 0).all()


@given(st.lists(st.integers(0, 30), min_size=1), st.floats(0.01, 50))
def test_sums_of_rising_factorials_are_sums_over_exceeding(values, r):
    """sum ln[G(r+x)/G(r)] = sum_k exceeding_k ln(r+k)."""
    x = np.array(values)
    above = exceeding(x, np.ones(len(x)))
    found = above @ np.log(r + np.arange(len(above)))
    assert found == pytest.approx(float((gammaln(r + x) - gammaln(r)).sum()), rel=1e-9, abs=1e-9)


@given(sizes, sizes, st.integers(0, 20))
def test_beta_nodes_are_exact_for_polynomials(a, b, k):
    """E[p^k] = B(a+k, b) / B(a, b), with twelve nodes for degrees below 24."""
    p, weight = beta_nodes(a, b, 12)
    assert weight.sum() == pytest.approx(1.0, rel=1e-12)
    assert weight @ p**k == pytest.approx(np.exp(betaln(a + k, b) - betaln(a, b)), rel=1e-8)


def test_beta_nodes_cover_the_case_a_plus_b_is_one():
    """The recurrence has a removable 0/0 there: the arcsine law has E[p^2] = 3/8."""
    p, weight = beta_nodes(0.5, 0.5, 10)
    assert weight @ p**2 == pytest.approx(beta(2.5, 0.5) / beta(0.5, 0.5), rel=1e-13)


def test_beta_nodes_cannot_be_changed_by_a_caller():
    """They are kept between calls."""
    p, _ = beta_nodes(2.0, 3.0, 4)
    with pytest.raises(ValueError, match="read-only"):
        p[0] = 0.5
