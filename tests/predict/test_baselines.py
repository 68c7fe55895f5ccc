"""The simplest things a model must beat, by hand."""

import numpy as np
import pytest
from tests.predict.worlds import asked, shop

from volver.predict.base import BASE, Base
from volver.predict.baselines import (
    cohort_mean,
    dispersion,
    history_mean,
    last_year,
    look_back,
    same_rate,
)

# As of day 200 with a window of 100 days: who came in the first half, and what they did after it.
# ana: 10, 50 | 120, 190    bo: 20 |    cy: 90 | 130    dan: | 150
ORDERS = [
    ("ana", 10, 5.0), ("ana", 50, 5.0), ("ana", 120, 7.0), ("ana", 190, 9.0),
    ("bo", 20, 30.0), ("cy", 90, 10.0), ("cy", 130, 14.0), ("dan", 150, 8.0),
]  # fmt: skip
QUESTION = asked(100)


@pytest.fixture(scope="module")
def snapshot():
    """Four customers on day 200."""
    return shop(ORDERS, 200)


@pytest.fixture(scope="module")
def base(snapshot):
    """The same as arrays: ana, bo, cy, dan."""
    return Base.of(snapshot.columns(BASE))


@pytest.fixture(scope="module")
def past(snapshot):
    """Days 101 to 200, and who was known on day 100."""
    return look_back(snapshot, 95)


def test_the_past_window_ends_today_and_is_at_most_half_of_what_is_known(snapshot, past):
    """190 days are known: a window of 95."""
    assert past.days == 95
    assert look_back(snapshot, 365).days == 95
    assert look_back(snapshot, 30).days == 30


def test_the_past_window_knows_who_was_there_and_what_they_did(past):
    """On day 105: ana, bo, cy. In the window ana came twice, cy once; dan was new in it."""
    assert past.then.x.tolist() == [1, 0, 0]
    assert past.orders.tolist() == [2, 0, 1]
    assert past.margin.tolist() == [16.0, 0.0, 14.0]
    assert past.last_orders.tolist() == [2, 0, 1, 1]
    assert past.last_margin.tolist() == [16.0, 0.0, 14.0, 8.0]


def test_an_order_on_the_day_a_window_begins_is_before_it(snapshot):
    """A window of 80 days begins after day 120: that order of ana's is known, not foretold."""
    past = look_back(snapshot, 80)
    assert past.then.x.tolist() == [2, 0, 0]
    assert past.orders.tolist() == [1, 0, 1]
    assert past.last_orders.tolist() == [1, 0, 1, 1]


def test_a_day_old_shop_has_no_past_window():
    """Nothing to look back on."""
    assert look_back(shop([("ana", 0, 1.0), ("bo", 1, 1.0)], 1), 365) is None


def test_last_year_again_repeats_each_customer(base, past):
    """Counts of the window, scaled from 95 to 100 days; the sum is kept."""
    found = last_year(base, past, QUESTION)
    assert found.mean == pytest.approx(np.array([2, 0, 1, 1]) * 100 / 95)
    assert found.orders.sum() == pytest.approx(4 * 100 / 95)
    assert found.per_order == pytest.approx([8.0, 38 / 4, 14.0, 8.0])


def test_the_cohort_does_what_customers_as_old_did(base, past):
    """Three customers fill no band: everybody gets the mean of all, one order each."""
    found = cohort_mean(base, past, QUESTION)
    assert found.mean == pytest.approx(np.full(4, 1.0) * 100 / 95)
    assert found.per_order == pytest.approx(np.full(4, 10.0))


def test_the_own_mean_is_spread_over_at_least_a_window(base, past):
    """Orders so far per 100 days known; two of three came back."""
    found = history_mean(base, past, QUESTION)
    assert found.mean == pytest.approx([4 * 100 / 190, 100 / 180, 2 * 100 / 110, 100 / 95])
    assert found.share == pytest.approx(np.full(4, 2 / 3))
    assert found.per_order == pytest.approx([6.5, 30.0, 12.0, 8.0])


def test_one_rate_is_repeats_per_customer_day(base):
    """Four repeats and the prior's half, over 190 + 180 + 110 + 50 days."""
    found = same_rate(base, QUESTION)
    assert found.mean == pytest.approx(np.full(4, 4.5 / 530 * 100))
    assert found.anybody == 0.0
    assert found.noise[0] == pytest.approx(found.orders.sum() ** 2 / 4.5)


def test_bands_with_twenty_customers_have_a_mean_of_their_own():
    """25 old customers came back once each, 25 young ones never did."""
    old = [(f"o{i}", 0, 1.0) for i in range(25)] + [(f"o{i}", 450, 1.0) for i in range(25)]
    young = [(f"y{i}", 390, 1.0) for i in range(25)]
    snapshot = shop(old + young, 800)
    base, past = Base.of(snapshot.columns(BASE)), look_back(snapshot, 400)
    assert past.orders.sum() == 25
    # The young are now as old as the old were then; nobody then was as old as those are now.
    is_young = base.age == 410
    assert np.array_equal(cohort_mean(base, past, asked(400)).mean, np.where(is_young, 1.0, 0.5))
    # The old have been silent for 350 days, the young for 410: as long as the old then, who came.
    silent = history_mean(base, past, asked(400)).share
    assert np.array_equal(silent, np.where(is_young, 1.0, 0.5))


@pytest.mark.parametrize("counts", [[1, 1, 1, 1], [0, 1, 1, 0]])
def test_counts_that_scatter_no_more_than_poisson_have_no_shape(counts):
    """An infinite shape is a Poisson."""
    counts = np.array(counts, dtype=float)
    assert dispersion(counts, np.full(4, counts.mean())) == np.inf
