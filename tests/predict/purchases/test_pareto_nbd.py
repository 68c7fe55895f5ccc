"""Pareto/NBD against its definition: integrals in arbitrary precision, slopes by differences."""

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.history import Histories
from volver.predict.purchases.collapse import collapse
from volver.predict.purchases.pareto_nbd import ParetoNbd, objective

few = settings(max_examples=15, deadline=None)
logs = st.tuples(
    st.floats(-4.0, 3.0), st.floats(-4.0, 8.0), st.floats(-4.0, 3.0), st.floats(-4.0, 12.0)
).map(np.array)
"""ln r, ln alpha, ln s, ln beta: from half an hour to four centuries."""
rows = st.tuples(st.integers(0, 10_000), st.integers(0, 7300), st.integers(1, 7300)).map(
    lambda v: (v[0], v[1] if v[0] else 0, min(v[1] if v[0] else 0, 7300 - v[2]) + v[2])
)
"""x to 10,000 and T to 20 years, in days."""

HISTORIES = Histories(
    np.array([0, 0, 1, 2, 7, 60, 400]),
    np.array([0, 0, 5, 200, 300, 500, 401]),
    np.array([0, 700, 90, 201, 650, 512, 401]),
    np.array([3, 40, 12, 5, 2, 1, 1]),
)


def by_definition(model, x, t_x, age):
    """ln of the density and P(alive), by 40 digits and 30 pieces."""
    with mpmath.workdps(40):
        r, alpha, s, beta = (mpmath.mpf(float(v)) for v in np.exp(model.log_parameters))
        scale = 1 / ((r + x) / (alpha + t_x) + (s + 1) / (beta + t_x))
        far = mpmath.log1p((age - t_x) / scale)
        edges = [t_x + scale * mpmath.expm1(far * k / 30) for k in range(31)]
        gone = s * mpmath.quad(lambda y: (alpha + y) ** -(r + x) * (beta + y) ** -(s + 1), edges)
        alive = (alpha + age) ** -(r + x) * (beta + age) ** -s
        front = (
            mpmath.loggamma(r + x) - mpmath.loggamma(r) + r * mpmath.log(alpha)
            + s * mpmath.log(beta)
        )  # fmt: skip
        return float(front + mpmath.log(alive + gone)), float(alive / (alive + gone))


@pytest.mark.slow
@few
@given(logs, rows)
def test_any_row_is_as_defined(logs, row):
    """Density to 1e-8 and P(alive) to eight digits, however heavy the buyer and odd the shop."""
    model = ParetoNbd.from_log_parameters(logs)
    known, alive = by_definition(model, *row)
    history = Histories(*(np.array([v]) for v in (*row, 1)))
    assert model.log_likelihood(history) == pytest.approx(known, rel=1e-11, abs=1e-8)
    found = model.p_alive(*(np.array([float(v)]) for v in row))
    assert found == pytest.approx([alive], rel=1e-8, abs=1e-300)


@few
@given(logs)
def test_a_customer_is_the_same_in_any_company(logs):
    """Tails are interpolated between a few days: who else is asked about changes no answer."""
    model = ParetoNbd.from_log_parameters(logs)
    columns = [v.astype(float) for v in (HISTORIES.repeat_count, HISTORIES.first_to_last)]
    together = model.p_alive(*columns, HISTORIES.age.astype(float))
    alone = [
        model.p_alive(*(np.array([float(v)]) for v in row))[0]
        for row in zip(*columns, HISTORIES.age, strict=True)
    ]
    assert together == pytest.approx(alone, rel=1e-8, abs=1e-300)


@few
@given(logs)
def test_the_gradient_is_the_slope_of_the_likelihood(logs):
    """Central differences of the value."""
    f = objective(collapse(HISTORIES))
    steps = 1e-5 * np.eye(4)
    slope = [(f(logs + step)[0] - f(logs - step)[0]) / 2e-5 for step in steps]
    assert f(logs)[1] == pytest.approx(slope, rel=1e-5, abs=1e-5)


def test_nothing_happens_at_s_equal_to_one():
    """The textbook formula divides by s - 1; here the neighbours are neighbours."""
    x, age = np.array([0.0, 3.0, 40.0]), np.array([10.0, 400.0, 90.0])
    at_one = [
        ParetoNbd(r=0.8, alpha=40.0, s=s, beta=300.0).expected_if_alive(x, age, 365.0)
        for s in (1 - 1e-9, 1.0, 1 + 1e-9)
    ]
    assert at_one[0] == pytest.approx(at_one[1], rel=1e-8)
    assert at_one[2] == pytest.approx(at_one[1], rel=1e-8)
    exactly = (0.8 + x) / (40.0 + age) * (300.0 + age) * np.log1p(365.0 / (300.0 + age))
    assert at_one[1] == pytest.approx(exactly, rel=1e-14)
