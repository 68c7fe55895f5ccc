"""From days with orders to opportunities: every order is counted, merged or left out, and told."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.errors import BadInput
from volver.predict.opportunities.calendar import to_opportunities

SMALL = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 900)), max_size=60)
EVERY = st.sampled_from(["week", "month", "year", 28, 1])


def days(*texts):
    """Days from text."""
    return np.array(texts, "datetime64[D]")


def rows(found):
    """x, t_x, n of each row."""
    h = found.histories
    return list(
        zip(h.order_count.tolist(), h.last_with_order.tolist(), h.opportunities.tolist(),
            strict=True)
    )  # fmt: skip


def test_months_are_counted_from_the_first_order_to_the_last_whole_month():
    """January makes a customer; February, March and April are opportunities; May is cut."""
    day = days("2024-01-20", "2024-02-01", "2024-02-29", "2024-04-30", "2024-05-02")
    found = to_opportunities(np.zeros(5, int), day, np.datetime64("2024-05-15"), "month")
    assert rows(found) == [(2, 3, 3)]
    assert astuple(found.lost) == (5, 1, 2, 1, 1, 0)
    assert found.lost.sentences == (
        "Orders in a period that already has one count once: 1 (20% of all)",
        "Orders after the last whole period are left out: 1",
    )


def test_a_month_that_ends_on_the_observation_date_is_whole():
    """as_of is inclusive."""
    day = days("2024-01-20", "2024-03-31")
    found = to_opportunities(np.zeros(2, int), day, np.datetime64("2024-03-31"), "month")
    assert rows(found) == [(1, 2, 2)]


def test_weeks_begin_on_monday():
    """Sunday the 7th and Monday the 8th are two weeks."""
    day = days("2024-01-07", "2024-01-08")
    found = to_opportunities(np.zeros(2, int), day, np.datetime64("2024-01-14"), "week")
    assert rows(found) == [(1, 1, 1)]


def test_a_number_of_days_is_counted_back_from_the_observation_date():
    """So that none of these periods is cut."""
    day = days("2024-01-01", "2024-01-28", "2024-01-29")
    found = to_opportunities(np.zeros(3, int), day, np.datetime64("2024-01-29"), 28)
    assert rows(found) == [(1, 1, 1)]
    assert found.lost.merged == 1


def test_whoever_came_after_the_last_whole_period_is_left_out():
    """And told."""
    day = days("2024-01-20", "2024-05-02")
    found = to_opportunities(np.array([7, 9]), day, np.datetime64("2024-05-15"), "month")
    assert found.customer.tolist() == [7]
    assert rows(found) == [(0, 0, 3)]
    assert found.lost.customers_unfinished == 1


@pytest.mark.slow
@settings(max_examples=200)
@given(SMALL, st.integers(0, 900), EVERY)
def test_no_order_is_lost_without_a_word_and_none_of_the_future_counts(orders, as_of, every):
    """Orders in = first + counted + merged + unfinished; later orders change nothing."""
    who = np.array([customer for customer, _ in orders], dtype=np.int64)
    day = np.datetime64("2022-01-03") + np.array([d for _, d in orders], "timedelta64[D]")
    until = np.datetime64("2022-01-03") + np.timedelta64(as_of, "D")
    found = to_opportunities(who, day, until, every)
    lost = found.lost
    assert lost.orders == lost.first + lost.counted + lost.merged + lost.unfinished
    assert lost.counted == found.histories.order_count.sum()
    known = day <= until
    assert lost.orders == known.sum()
    again = to_opportunities(who[known], day[known], until, every)
    assert rows(again) == rows(found)


def test_a_period_of_no_days_is_refused():
    """Nothing happens in it."""
    with pytest.raises(BadInput, match="0 days"):
        to_opportunities(np.zeros(1, int), days("2024-01-01"), np.datetime64("2024-02-01"), 0)
