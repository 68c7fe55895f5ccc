"""What is known of customers on a day, against a recount of their orders one by one."""

from datetime import date, timedelta

import numpy as np
import pytest
from tests.predict.worlds import START, shop

from volver.predict.base import BASE, Base
from volver.predict.challenger.features import WINDOWS, _slope, features, known
from volver.predict.ladder import money_model, purchase_model
from volver.predict.outlook import Outlook

LAST = 600


@pytest.fixture(scope="module")
def orders():
    """300 customers with 1 to 12 days of orders each, some days twice."""
    generator = np.random.default_rng(2)
    found = []
    for who in range(300):
        days = generator.integers(0, LAST + 1, generator.integers(1, 12))
        found += [(f"c{who:04d}", int(d), round(float(generator.gamma(2, 9)), 2)) for d in days]
    return found


@pytest.fixture(scope="module")
def told(orders):
    """Their features."""
    snapshot = shop(orders, LAST)
    base = Base.of(snapshot.columns(BASE))
    outlook = Outlook(base, purchase_model(base, "nbd"), money_model(base)[0], 90, 0.0)
    return features(known(snapshot, base), outlook)


def occasions(orders):
    """Days and margins of each customer, in order."""
    held = {}
    for who, day, paid in orders:
        by_day = held.setdefault(who, {})
        by_day[day] = by_day.get(day, 0.0) + paid
    return [sorted(by_day.items()) for _, by_day in sorted(held.items())]


def test_orders_and_margin_of_the_last_days_are_as_counted_one_by_one(orders, told):
    """The day of the forecast is one of them."""
    for days in WINDOWS:
        late = [[(d, m) for d, m in one if LAST - d < days] for one in occasions(orders)]
        assert told[f"orders_{days}"].tolist() == [len(one) for one in late]
        margins = [sum(m for _, m in one) for one in late]
        assert told[f"margin_{days}"] == pytest.approx(margins, abs=1e-3)


def test_gaps_are_as_counted_one_by_one(orders, told):
    """Mean, last, scatter and trend; not a number where there is no gap, or no trend of one."""
    for at, one in enumerate(occasions(orders)):
        days = np.array([day for day, _ in one])
        gaps = np.diff(days)
        if len(gaps) == 0:
            assert np.isnan([told["mean_gap"][at], told["last_gap_in_gaps"][at]]).all()
            continue
        mean = gaps.mean()
        assert told["mean_gap"][at] == pytest.approx(mean)
        assert told["last_gap_in_gaps"][at] == pytest.approx(gaps[-1] / mean)
        assert told["silence_in_gaps"][at] == pytest.approx((LAST - days[-1]) / mean)
        assert told["spread_of_gaps"][at] == pytest.approx((gaps**2).mean() / mean**2)
        if len(gaps) > 1:
            trend = np.polyfit(np.arange(len(gaps)), gaps, 1)[0]
            assert told["trend_of_gaps"][at] == pytest.approx(trend / mean, abs=1e-9)
        else:
            assert np.isnan(told["trend_of_gaps"][at])


def test_margins_and_the_place_in_the_year_are_as_counted_one_by_one(orders, told):
    """The year turns once in 365.25 days."""
    day_of = [[START + timedelta(days=day) for day, _ in one] for one in occasions(orders)]
    last = [one[-1][1] for one in occasions(orders)]
    assert told["last_margin"] == pytest.approx(last, abs=1e-3)
    for name, place in (("first", 0), ("last", -1)):
        turn = [(one[place] - date(2024, 1, 1)).days + 1 for one in day_of]
        turn = np.array(turn) * 2 * np.pi / 365.25
        ends = told[f"{name}_in_year_sine"], told[f"{name}_in_year_cosine"]
        assert ends[0] == pytest.approx(np.sin(turn), abs=1e-9)
        assert ends[1] == pytest.approx(np.cos(turn), abs=1e-9)


def test_even_gaps_have_no_trend_and_one_gap_has_none_to_tell():
    """Least squares."""
    x = np.array([3.0, 1.0])
    found = _slope(np.array([10.0 * (1 + 2 + 3), 10.0]), x, 10 * x)
    assert found[0] == 0
    assert np.isnan(found[1])
