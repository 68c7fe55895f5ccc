"""What every model says of the next order, of staying, and of a relationship without an end."""

import numpy as np
import pytest
from hypothesis import given
from tests.contracts.test_purchase_models import AGE, T_X, X, every_model, few, logs, model_of

from volver.predict.purchases.ahead import (
    chances_of_an_order,
    next_order,
    p_alive_ahead,
    residual_orders,
)
from volver.predict.purchases.model import expected_orders

pytestmark = pytest.mark.slow

ROWS = X, T_X, AGE


@every_model
@few
@given(logs)
def test_nobody_comes_back_to_life(kind, logs):
    """P(alive) in no time is P(alive) now, falls from there, and stays a probability."""
    model = model_of(kind, logs, 1)
    ahead = np.array([p_alive_ahead(model, *ROWS, days) for days in (0.0, 30.0, 365.0, 3650.0)])
    assert ahead[0] == pytest.approx(model.p_alive(*ROWS), rel=1e-9, abs=1e-12)
    assert (np.diff(ahead, axis=0) <= 1e-12).all()
    assert (ahead >= 0).all()


@pytest.mark.parametrize("name", ["bg-nbd", "mbg-nbd", "bg-cnbd-k", "mbg-cnbd-k"])
def test_who_leaves_after_an_order_leaves_by_the_orders_they_place(name):
    """P(gone by then) is the sum over n of the chance to place the n-th order and to leave on it:
    E[p (1-p)^(n-1)] is one moment of the beta less the next."""
    from volver.predict.purchases.catalogue import CANDIDATES

    for phases in (0, 1):
        model = model_of(CANDIDATES[name], np.log([0.8, 30.0, 0.7, 2.0]), phases)
        for phase in range(model.phases):
            n = np.arange(400)
            orders = model.at_least_if_alive(X[:5], AGE[:5], 200.0, 400, phase)
            stays = model.b + X[:5, None] + model.leaves_at_first + n[:-1]
            moments = np.cumprod(np.insert(stays / (model.a + stays), 0, 1, axis=1), axis=1)
            leaving = model.a / (model.a + model.b + X[:5, None] + model.leaves_at_first + n)
            by_hand = 1 - (orders * leaving).sum(axis=1)
            assert (moments > 0).all()
            assert model.stays(X[:5], AGE[:5], 200.0, phase) == pytest.approx(by_hand, rel=1e-8)


@every_model
@few
@given(logs)
def test_an_order_at_all_is_no_likelier_than_being_alive_nor_than_orders_expected(kind, logs):
    """P(X >= 1) grows with the days and stays below P(alive) and E[X]."""
    model = model_of(kind, logs, 1)
    chance = chances_of_an_order(model, *ROWS, (1.0, 60.0, 700.0))
    assert (np.diff(chance, axis=0) >= -1e-12).all()
    assert (chance <= model.p_alive(*ROWS) + 1e-12).all()
    assert (chance[1] <= expected_orders(model, *ROWS, 60.0) + 1e-11).all()


@every_model
@few
@given(logs)
def test_a_relationship_without_an_end_is_the_limit_of_long_ones(kind, logs):
    """At 10 % a year what comes after 200 years is worth no order in a thousand million."""
    model = model_of(kind, logs, 1)
    residual = residual_orders(model, *ROWS, 0.1)
    share = model.phase_if_alive(*ROWS)
    long = sum(
        share[phase] * model.discounted_if_alive(X, AGE, 200 * 365.25, 0.1, phase)
        for phase in range(model.phases)
    )
    assert residual == pytest.approx(model.p_alive(*ROWS) * long, rel=1e-6)
    assert (residual_orders(model, *ROWS, 0.2) <= residual * (1 + 1e-9)).all()


@every_model
def test_the_next_order_lies_where_its_chance_says(kind):
    """Half of those who order within a year have done so by the median."""
    model = model_of(kind, np.log([0.9, 40.0, 0.8, 2.5]), 1)
    rows = tuple(column[1:5] for column in ROWS)
    found = next_order(model, *rows, 365.0, 0.8)
    assert found.chance == pytest.approx(chances_of_an_order(model, *rows, [365.0])[0])
    assert (found.low < found.median).all()
    assert (found.median < found.high).all()
    for q, at in ((0.1, found.low), (0.5, found.median), (0.9, found.high)):
        by_then = [
            chances_of_an_order(model, *(column[[i]] for column in rows), at[[i]])[0, 0]
            for i in range(4)
        ]
        assert by_then == pytest.approx(q * found.chance, rel=2e-3)
