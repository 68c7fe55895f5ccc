"""Rolling origins."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.predict.worlds import LEAVING, asked, shop, sold

from volver.domain.ports import Quiet
from volver.predict.backtest import MOST_ORIGINS, SHORTEST, backtest, origins

pytestmark = pytest.mark.slow


@given(st.dates(date(2000, 1, 1), date(2020, 1, 1)), st.integers(0, 6000), st.integers(1, 4000))
def test_every_origin_has_a_window_after_it_and_as_much_before(first, history, horizon):
    """At most four, in order, the last window ending today, each having seen what it is asked."""
    as_of = first + timedelta(days=history)
    days, found = origins(first, as_of, horizon)
    assert days == min(horizon, history // 2)
    assert found == sorted(set(found))
    assert len(found) <= MOST_ORIGINS
    assert bool(found) == (days >= SHORTEST)
    for origin in found:
        assert first + timedelta(days=days) <= origin <= as_of - timedelta(days=days)
    assert not found or found[-1] == as_of - timedelta(days=days)


@pytest.fixture(scope="module")
def tested():
    """A simulated shop of 1,500 customers, scored."""
    return backtest(sold(LEAVING, 1500, seed=1), asked(180), Quiet())


def test_every_candidate_is_scored_at_every_origin(tested):
    """Four models and four baselines on the same customers."""
    by_origin = {}
    for trial in tested.trials:
        by_origin.setdefault(trial.score.origin, []).append(trial.score)
    assert len(by_origin) == 4
    for scores in by_origin.values():
        assert {s.candidate for s in scores if not s.is_baseline} == {
            "bg-nbd", "mbg-nbd", "pareto-nbd", "nbd",
        }  # fmt: skip
        assert {s.candidate for s in scores if s.is_baseline} == {
            "last-year", "cohort-mean", "history-mean", "same-rate",
        }  # fmt: skip
        assert len({s.customers for s in scores}) == 1
        assert len({s.total_margin.actual for s in scores}) == 1
    assert all(np.isfinite(trial.log_scores).all() for trial in tested.trials)


def test_the_model_of_the_world_does_best(tested):
    """MBG/NBD made it, and beats every baseline at every origin."""
    for origin in {trial.score.origin for trial in tested.trials}:
        here = {t.score.candidate: t.score for t in tested.trials if t.score.origin == origin}
        baselines = [score.log_score for score in here.values() if score.is_baseline]
        assert here["mbg-nbd"].log_score > max(baselines)


def test_the_same_shop_has_the_same_scores(tested):
    """To the bit."""
    again = backtest(sold(LEAVING, 1500, seed=1), asked(180), Quiet())
    assert [trial.score for trial in again.trials] == [trial.score for trial in tested.trials]


def test_what_comes_after_an_origin_cannot_change_what_was_foretold():
    """Orders of the last test window doubled: forecasts stay, only what came differs."""
    orders = [(f"c{i:03d}", d, 10.0) for i in range(80) for d in range(i, 300, 17 + i)]
    later = [(who, day + 1, 99.0) for who, day, _ in orders if day > 150]
    plain, busy = (
        backtest(shop(book, 300), asked(150), Quiet()).trials for book in (orders, orders + later)
    )
    for one, other in zip(plain, busy, strict=True):
        assert one.score.total_orders.forecast == other.score.total_orders.forecast
        assert one.score.total_margin.forecast == other.score.total_margin.forecast
        assert one.score.total_orders.actual < other.score.total_orders.actual


def test_a_month_of_orders_is_too_little_and_says_so():
    """Less than two shortest windows."""
    orders = [(f"c{i}", i % 20, 5.0) for i in range(100)]
    assert backtest(shop(orders, 20), asked(), Quiet()) == (
        "no backtest: it needs 28 days of history"
    )


def test_a_handful_of_customers_is_too_little_and_says_so():
    """Fifty must have been known at an origin."""
    orders = [(f"c{i}", 10 * i + 40 * k, 5.0) for i in range(9) for k in range(4)]
    assert backtest(shop(orders, 400), asked(), Quiet()) == (
        "no backtest: it needs 50 customers known at an origin"
    )
