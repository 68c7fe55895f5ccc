"""Evidence of a forecast: shops counted by hand, and a shop whose truth is known."""

from datetime import date, timedelta

import numpy as np
import pytest
from tests.predict.worlds import LEAVING, START, asked, shop, sold

from volver.domain.errors import NotFound
from volver.domain.ports import Quiet
from volver.predict.evidence.alive import alive_history, alive_matrix, alive_on, days_told, matrix
from volver.predict.evidence.gaps import gaps, looks_regular
from volver.predict.evidence.last_test import by_frequency, evidence, promises
from volver.predict.evidence.tracking import FOUR_WEEKS, expected_by, tracking
from volver.predict.forecast import forecast
from volver.predict.purchases.mbg_nbd import MbgNbd
from volver.predict.purchases.pareto_nbd import ParetoNbd
from volver.predict.restore import restored

pytestmark = pytest.mark.slow

MODEL = ParetoNbd(r=0.55, alpha=74.0, s=0.61, beta=82.0)
HAND = [
    ("ana", 0, 10.0), ("ana", 7, 10.0), ("ana", 8, 10.0), ("ana", 15, 10.0),
    ("ben", 3, 10.0), ("ben", 20, 10.0),
    ("cleo", 18, 10.0), ("cleo", 19, 10.0),
]  # fmt: skip
"""Three customers; the last came after the origin."""


@pytest.fixture(scope="module")
def forecasted():
    """A simulated shop of 1,500 customers, its card and the question."""
    snapshot, question = sold(LEAVING, 1500, seed=1), asked(180, model="mbg-nbd")
    return snapshot, question, forecast(snapshot, question, Quiet())


@pytest.fixture(scope="module")
def seen(forecasted):
    """Its evidence."""
    return evidence(*forecasted)


def test_repeat_orders_of_a_small_shop_are_counted_week_by_week():
    """Ana on days 7, 8 and 15, Ben on 20; Cleo was not known; the week of day 22 is not over."""
    found = tracking(shop(HAND, as_of=24), MODEL, START + timedelta(days=10))
    assert [week.actual for week in found.periods] == [1, 1, 2]
    assert [week.actual for week in found.sums] == [1, 2, 4]
    assert found.periods[0].until == date(2023, 1, 8)
    assert (found.days, found.customers) == (7, 2)


def test_customers_are_expected_to_order_from_their_own_first_day():
    """By day 14 Ana has been here for 14 days and Ben for 11."""
    found = tracking(shop(HAND, as_of=24), MODEL, START + timedelta(days=10))
    own = MODEL.expected_new(14.0) + MODEL.expected_new(11.0)
    assert found.sums[1].model == pytest.approx(own, rel=1e-6)


def test_before_anybody_has_come_nothing_is_expected():
    """A customer of day 5 has no part in days 1 to 5."""
    found = expected_by(MODEL, np.array([5]), np.array([3]), np.array([0, 5, 6]))
    assert found[:2] == pytest.approx([0, 0], abs=1e-12)
    assert found[2] == pytest.approx(3 * MODEL.expected_new(1.0), rel=1e-6)


def test_a_long_history_is_told_by_four_weeks():
    """Three years would be 156 weeks."""
    orders = [("ana", 0, 1.0), ("ana", 30, 1.0), ("ben", 2, 1.0)]
    found = tracking(shop(orders, as_of=1095), MODEL, START + timedelta(days=500))
    assert found.days == FOUR_WEEKS
    assert len(found.periods) == 39
    assert [period.actual for period in found.periods[:3]] == [0, 1, 0]


def test_a_week_that_is_not_over_tells_nothing():
    """Six days of orders have no first week."""
    assert tracking(shop([("ana", 0, 1.0)], as_of=6), MODEL, START) is None


def test_groups_by_past_orders_are_means_of_their_customers():
    """Two one-time buyers, one who came back once, two who came back seven times or more."""
    x, expected, came = [0, 0, 1, 7, 9], [0.2, 0.4, 1.0, 5.0, 7.0], [0, 1, 2, 5, 9]
    found = by_frequency(*(np.array(each) for each in (x, expected, came)))
    assert [(g.repeats, g.customers, g.actual) for g in found] == [
        (0, 2, 0.5),
        (1, 1, 2),
        (7, 2, 7),
    ]
    assert [group.model for group in found] == pytest.approx([0.3, 1.0, 6.0])


def test_promises_are_compared_with_what_came():
    """Twenty customers, ten promises: in each group two customers with its share of orders."""
    promised = np.repeat(np.arange(0.05, 1, 0.1), 2)
    ordered = np.tile([True, False], 10)
    found = promises(promised, ordered)
    assert [group.customers for group in found] == [2] * 10
    assert [group.promised for group in found] == pytest.approx(np.arange(0.05, 1, 0.1))
    assert {group.came for group in found} == {0.5}


def test_customers_who_were_promised_the_same_stay_together():
    """Nobody is put into one tenth and their like into another."""
    found = promises(np.array([0.1] * 35 + [0.5] * 5), np.array([False] * 36 + [True] * 4))
    assert [(g.customers, g.promised, g.came) for g in found] == [
        (35, pytest.approx(0.1), 0), (5, pytest.approx(0.5), 0.8),
    ]  # fmt: skip


def test_the_evidence_is_of_the_forecast_that_the_score_card_scored(forecasted, seen):
    """The same customers, orders and PITs at the last origin."""
    card = forecasted[2]
    scores = [one for one in card.score_card.scores if one.candidate == "mbg-nbd"]
    last = scores[-1]
    assert (seen.origin, seen.days, seen.model) == (last.origin, last.days, "MBG/NBD")
    assert sum(group.customers for group in seen.frequencies) == last.customers
    for name, total in (
        ("actual", last.total_orders.actual),
        ("model", last.total_orders.forecast),
    ):
        added = sum(getattr(group, name) * group.customers for group in seen.frequencies)
        assert added == pytest.approx(total, rel=1e-9)
    # A distance from uniform at the edge of a tenth is one of those the score is the largest of.
    apart = np.abs(np.cumsum(seen.pit.shares) - np.arange(0.1, 1.05, 0.1)).max()
    assert apart <= last.pit + 1 / last.customers


def test_the_model_of_the_world_is_borne_out(seen):
    """MBG/NBD made these customers: no tenth lies outside of what chance allows."""
    assert sum(seen.pit.shares) == pytest.approx(1)
    assert all(seen.pit.low <= share <= seen.pit.high for share in seen.pit.shares)
    assert all(group.low <= group.came <= group.high for group in seen.promises)
    end = seen.tracking.sums[-1]
    assert end.model == pytest.approx(end.actual, rel=0.05)


def test_without_a_score_there_is_no_evidence():
    """A point forecast tests nothing."""
    snapshot, question = sold(LEAVING, 300, seed=1), asked(90, point_only=True)
    assert evidence(snapshot, question, forecast(snapshot, question, Quiet())) is None


def test_a_simple_rule_is_shown_without_tracking(forecasted):
    """It has no day-by-day expectation, but it foretells counts like any other."""
    from dataclasses import replace

    snapshot, question, card = forecasted
    found = evidence(snapshot, question, replace(card, model="cohort-mean"))
    assert found.tracking is None
    assert len(found.pit.shares) == 10


def test_the_matrix_holds_the_mean_of_each_group():
    """Two one-time buyers of this week, one who came back twice and was last here a month ago."""
    found = matrix(np.array([0, 0, 2]), np.array([0, 6, 30]), np.array([0.8, 0.6, 0.3]))
    assert found.repeats == (0, 1, 2)
    assert found.since == (0, 7, 14, 28)
    assert [(g.customers, g.p_alive) for g in found.groups[0]] == [
        (2, pytest.approx(0.7)), (0, None), (0, None), (0, None),
    ]  # fmt: skip
    assert (found.groups[2][3].customers, found.groups[2][3].p_alive) == (1, pytest.approx(0.3))


def test_the_matrix_of_a_shop_holds_every_customer(forecasted):
    """And P(alive) falls with silence among those who have come back."""
    found = alive_matrix(forecasted[0])
    assert sum(group.customers for row in found.groups for group in row) == 1500
    silent = [group.p_alive for group in found.groups[3] if group.customers]
    assert silent == sorted(silent, reverse=True)


def test_one_customer_is_followed_by_what_was_known_each_day():
    """Two orders, on days 0 and 20: what the model says after 10, 20 and 50 days."""
    model = MbgNbd(0.7, 60.0, 0.8, 2.5)
    found = alive_on(model, np.array([0, 20]), np.array([10, 20, 50]), 50)
    known = np.array([[0.0, 0.0, 10.0], [1.0, 20.0, 20.0], [1.0, 20.0, 50.0]])
    assert found == pytest.approx(model.p_alive(*known.T))


def test_days_told_are_few_and_hold_every_order_and_its_eve():
    """Ten years would be 3,653 points."""
    found = days_told(np.array([0, 17, 2001]), 3652)
    assert {0, 16, 17, 2000, 2001, 3652} <= set(found.tolist())
    assert len(found) < 410


def test_a_history_of_a_customer_ends_at_what_is_published(forecasted):
    """The last day's P(alive) is that of the forecast."""
    snapshot, _, card = forecasted
    model = restored(card.model, card.parameters, card.unit, card.season)
    found = alive_history(snapshot, model, "c000007")
    rows = snapshot.rows(
        "SELECT p_alive FROM histories JOIN forecasts ON forecasts.n = histories.n"
        " WHERE customer_id = 'c000007'"
    )
    assert found.days[-1] == snapshot.as_of
    assert found.days[0] == found.orders[0]
    assert found.p_alive[-1] == pytest.approx(rows[0][0], rel=1e-6)
    with pytest.raises(NotFound, match="no such customer"):
        alive_history(snapshot, model, "nobody")


def test_gaps_are_counted_by_hand():
    """Ana waits 7, 1 and 7 days, Ben 17, Cleo 1: the one in the middle is 7."""
    found = gaps(shop(HAND, as_of=24))
    assert found.gaps == 5
    assert found.median == 7
    assert {b.low: b.gaps for b in found.bins if b.gaps} == {1: 2, 7: 2, 17: 1}
    assert (found.judged, found.regular, found.regular_gap) == (0, 0, None)


def test_who_orders_every_week_is_regular_and_who_orders_in_bursts_is_not():
    """Five orders each; gaps of 7 days, and of 1, 1, 1 and 40."""
    weekly = [("ana", day, 1.0) for day in (0, 7, 14, 21, 28)]
    bursts = [("ben", day, 1.0) for day in (0, 1, 2, 3, 43)]
    found = gaps(shop([*weekly, *bursts], as_of=50))
    assert (found.judged, found.regular, found.regular_gap) == (2, 1, 7)


def test_a_shop_to_which_nobody_came_back_has_no_gaps():
    """Not a gap of zero."""
    assert gaps(shop([("ana", 0, 1.0), ("ben", 3, 1.0)], as_of=9)) is None


def test_chance_makes_some_look_regular():
    """Of two gaps at random the first is a uniform share: half lie within half of the mean."""
    assert looks_regular(2) == pytest.approx(0.5, abs=0.02)
    falling = [looks_regular(n) for n in (4, 8, 16, 32, 61)]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] == 0
