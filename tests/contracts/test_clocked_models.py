"""Every model that can run on the clock of a season passes this suite."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contracts.test_purchase_models import drawn, logs, model_of

from volver.domain.history import Histories, Pace
from volver.predict.purchases.catalogue import CANDIDATES, SEASONAL
from volver.predict.purchases.clocked import Clocked
from volver.predict.season.clock import Clock, Event

pytestmark = pytest.mark.slow

every_model = pytest.mark.parametrize("kind", SEASONAL.values(), ids=SEASONAL)
some, few = settings(max_examples=8), settings(max_examples=4)

DAY = date(2024, 5, 20)
SALE = Event("sale", date(2024, 6, 1), date(2024, 6, 3))
EVEN = Clock(DAY, waves=())
CLOCK = Clock(DAY, ((0.5, -0.2), (0.0, 0.3)), ((SALE, 0.7),), trend=0.1, days=900)

X = np.array([0.0, 0.0, 1.0, 3.0, 12.0, 60.0, 221.0])
T_X = np.array([0.0, 0.0, 40.0, 300.0, 280.0, 500.0, 724.0])
AGE = np.array([0.0, 700.0, 90.0, 301.0, 650.0, 512.0, 725.0])


@pytest.fixture(scope="module")
def sample():
    """Histories of 2,000 customers over eleven years, their orders put on a clock."""
    histories = drawn(2000, seed=8)[3]
    return replace(histories, pace=paced(CLOCK, histories))


def paced(clock, histories):
    """The pace of a clock; the log speeds of the last orders stand for those of all."""
    back = (histories.first_to_last - histories.age)[histories.repeat_count > 0]
    speeds = clock.log_speed(back.astype(float))
    return Pace(clock.elapsed(int(histories.age.max())), float(speeds.sum()))


@every_model
def test_its_name_and_title_say_so(kind):
    """As people write it and as they read it."""
    model = Clocked(model_of(kind, np.zeros(4)), CLOCK)
    assert SEASONAL[model.name] is kind
    assert model.name not in CANDIDATES
    assert model.title == f"{kind.title} with season"


@every_model
@some
@given(logs)
def test_on_an_even_clock_it_is_the_model_as_it_stands(kind, logs):
    """To the bit; the discounted sum, which is integrated otherwise, to nine digits."""
    plain = model_of(kind, logs)
    even = Clocked(plain, EVEN)
    assert np.array_equal(even.p_alive(X, T_X, AGE), plain.p_alive(X, T_X, AGE))
    for days in (1.0, 30.0, 365.0):
        assert np.array_equal(
            even.expected_if_alive(X, AGE, days), plain.expected_if_alive(X, AGE, days)
        )
        assert np.array_equal(
            even.at_least_if_alive(X, AGE, days, 5), plain.at_least_if_alive(X, AGE, days, 5)
        )
        assert even.discounted_if_alive(X, AGE, days, 0.1) == pytest.approx(
            plain.discounted_if_alive(X, AGE, days, 0.1), rel=1e-9
        )
    assert even.expected_new(90.0) == plain.expected_new(90.0)


@every_model
def test_a_fit_on_an_even_clock_is_that_of_the_calendar(kind, sample):
    """To the bit: the one looks logs up by day, the other takes them row by row."""
    calendar = replace(sample, pace=None)
    pace = paced(EVEN, sample)
    assert pace.log_speeds == 0
    fitted = Clocked.fit(kind, sample, EVEN, pace)
    assert fitted.model.model == kind.fit(calendar).model
    assert fitted.fit.log_likelihood == kind.fit(calendar).fit.log_likelihood


@every_model
@some
@given(logs)
def test_log_parameters_give_another_model_on_the_same_clock(kind, logs):
    """Draws of log parameters are clocked models too."""
    model = Clocked(model_of(kind, np.zeros(4)), CLOCK)
    other = model.from_log_parameters(logs[: len(model.log_parameters)])
    assert other.clock is CLOCK
    assert other.log_parameters == pytest.approx(logs[: len(model.log_parameters)])
    assert other.parameters("week") == other.model.parameters("week")


@every_model
@some
@given(logs)
def test_no_time_brings_no_orders_and_every_day_some(kind, logs):
    """Orders by horizon begin at none, at the rate of the first day, and only grow."""
    model = Clocked(model_of(kind, logs), CLOCK)
    assert not model.expected_if_alive(X, AGE, 0.0).any()
    letters = model.parameters()
    rate = (letters["r"] + X) / (letters["alpha"] + CLOCK.age(AGE))
    first = np.exp(CLOCK.log_speed(np.array([1.0])))
    few = model.expected_if_alive(X, AGE, 1e-6) / 1e-6
    assert few == pytest.approx(rate * first, rel=1e-4)
    by_week = np.array([model.expected_if_alive(X, AGE, 7.0 * k) for k in range(54)])
    assert (np.diff(by_week, axis=0) > 0).all()


@every_model
@some
@given(logs, st.integers(1, 400), st.integers(1, 400))
def test_horizons_add_up(kind, logs, one, other):
    """Orders in (0, one + other] are those in (0, one], and then those of the living from there:
    a new customer without leaving sees it plainly, since x and T alone carry over."""
    model = Clocked(model_of(kind, logs), CLOCK)
    whole = model.expected_if_alive(X, AGE, float(one + other))
    first = model.expected_if_alive(X, AGE, float(one))
    assert (whole > first).all()
    if kind.name == "nbd":
        later = Clocked(model.model, replace(CLOCK, as_of=DAY + timedelta(days=one), trend=0.0))
        shifted = replace(CLOCK, trend=0.0)
        ahead = Clocked(model.model, shifted)
        gained = ahead.expected_if_alive(X, AGE, float(one + other))
        gained = gained - ahead.expected_if_alive(X, AGE, float(one))
        rate = (model.parameters()["r"] + X) / (model.parameters()["alpha"] + shifted.age(AGE))
        then = later.clock.ahead(np.array([float(other)]))
        assert gained == pytest.approx(rate * then, rel=1e-9)


@every_model
@few
@given(logs, st.floats(0.01, 0.3))
def test_discounting_is_the_sum_over_days_of_discounted_orders(kind, logs, annual):
    """Slice by slice, each worth what it is in its middle."""
    model = Clocked(model_of(kind, logs), CLOCK)
    edges = np.expm1(np.linspace(0, np.log(366), 151))
    by_edge = np.array([model.expected_if_alive(X[:4], AGE[:4], d) for d in edges])
    middle = (edges[:-1] + edges[1:]) / 2
    worth = (1 + annual) ** (-middle / 365.25) @ np.diff(by_edge, axis=0)
    found = model.discounted_if_alive(X[:4], AGE[:4], 365.0, annual)
    assert found == pytest.approx(worth, rel=2e-4)
    assert np.array_equal(model.discounted_if_alive(X, AGE, 90.0, 0.0),
                          model.expected_if_alive(X, AGE, 90.0))  # fmt: skip


@every_model
@some
@given(logs)
def test_chances_of_n_orders_add_up_to_the_expected_orders(kind, logs):
    """Two routes to one number, on the clock as without."""
    model = Clocked(model_of(kind, logs), CLOCK)
    at_least = model.at_least_if_alive(X[:4], AGE[:4], 90.0, 2000)
    expected = model.expected_if_alive(X[:4], AGE[:4], 90.0)
    settled = at_least[:, -1] < 1e-14
    assert at_least.sum(axis=1)[settled] == pytest.approx(expected[settled], rel=1e-9)


@every_model
def test_a_faster_clock_changes_its_scale_and_nothing_else(kind, sample):
    """Seven ticks for one: alpha is seven times as large, and the density of order times in days
    is what it was, because the factor s of each order makes up for it."""
    orders = int(sample.repeat_count.sum())
    fast = Pace(7 * sample.pace.elapsed, sample.pace.log_speeds + orders * np.log(7))
    one = Clocked.fit(kind, sample, CLOCK, sample.pace)
    other = Clocked.fit(kind, sample, CLOCK, fast)
    expected = {
        letter: value * (7 if letter == "alpha" else 1)
        for letter, value in one.model.parameters().items()
    }
    assert other.model.parameters() == pytest.approx(expected, rel=1e-6)
    assert other.fit.log_likelihood == pytest.approx(one.fit.log_likelihood, rel=1e-9)
    again = one.model.log_likelihood(sample)
    assert again == pytest.approx(one.fit.log_likelihood, rel=1e-12)
    week = one.model.log_likelihood(sample, "week")
    assert week - again == pytest.approx(orders * np.log(7), rel=1e-9)


def test_a_density_over_days_adds_up_to_a_probability():
    """One order on any day of 300: the density with its factor s, summed, is P(X = 1)."""
    model = Clocked(model_of(CANDIDATES["nbd"], np.log([0.8, 60.0])), CLOCK)
    age = 300
    pace = CLOCK.elapsed(age)
    total = 0.0
    for day in range(1, age + 1):
        speed = float(CLOCK.log_speed(np.array([float(day - age)]))[0])
        one = [np.array([v], dtype=np.int64) for v in (1, day, age, 1)]
        total += np.exp(model.log_likelihood(Histories(*one, pace=Pace(pace, speed))))
    none = np.zeros(1)
    at_least = model.model.at_least_if_alive(none, none, float(pace[-1]), 2)[0]
    assert total == pytest.approx(at_least[0] - at_least[1], rel=1e-9)


@every_model
def test_neither_the_order_of_rows_nor_who_shares_one_matters(kind, sample):
    """Shuffled, or with every third customer counted twice as a row or as a weight: to the bit."""
    fit = Clocked.fit(kind, sample, CLOCK, sample.pace).model.model
    order = np.random.default_rng(0).permutation(len(sample))
    assert Clocked.fit(kind, rows(sample, order), CLOCK, sample.pace).model.model == fit
    weight = 1 + (np.arange(len(sample)) % 3 == 0)
    twice = rows(sample, np.repeat(np.arange(len(sample)), weight))
    weighted = replace(sample, count=weight)
    one, other = (Clocked.fit(kind, h, CLOCK, sample.pace).model for h in (twice, weighted))
    assert one == other


def rows(histories, chosen):
    """Some rows of histories."""
    return replace(
        histories,
        repeat_count=histories.repeat_count[chosen],
        first_to_last=histories.first_to_last[chosen],
        age=histories.age[chosen],
        count=histories.count[chosen],
    )


def test_a_clock_keeps_calendar_time_over_a_year():
    """Whatever the season, a year has a year's days; an event adds what it brings."""
    clock = replace(CLOCK, events=(), trend=0.0)
    for year in (365.0, 730.0):
        assert clock.ahead(np.array([year])) == pytest.approx(year, rel=2e-3)  # leap years
    sale = replace(clock, events=CLOCK.events)
    more = sale.ahead(np.array([365.0])) - clock.ahead(np.array([365.0]))
    days = np.array([12.0, 13.0, 14.0])  # 1 to 3 June, counted from 20 May
    assert more == pytest.approx(np.exp(clock.log_speed(days)).sum() * (np.exp(0.7) - 1), rel=1e-9)


def test_what_lies_ahead_of_one_day_lies_behind_another():
    """The season hangs on the calendar, not on the day that it is seen from."""
    clock = replace(CLOCK, trend=0.0)
    earlier = replace(clock, as_of=DAY - timedelta(days=200))
    assert earlier.ahead(np.array([200.0])) == pytest.approx(clock.age(np.array([200.0])))


def test_a_clock_without_days_stands():
    """No time, no ticks; and a table is as long as it is asked to be."""
    assert CLOCK.age(np.zeros(3)).tolist() == [0.0, 0.0, 0.0]
    assert len(CLOCK.age(np.zeros(0))) == 0
    assert np.array_equal(CLOCK.elapsed(500)[:100], CLOCK.elapsed(99))
