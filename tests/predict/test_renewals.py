"""Choosing a model of renewals, looking ahead with it, and what is said where little is known."""

import json

import numpy as np
import pytest

from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate, NotEnough
from volver.domain.tenure import Tenures
from volver.domain.value import Step
from volver.predict.renewals import outlook
from volver.predict.renewals.causes import causes
from volver.predict.renewals.discrete import Geometric, Sbg
from volver.predict.renewals.forecast import Asked, forecast
from volver.predict.renewals.life_table import life_table
from volver.predict.renewals.model import survival
from volver.predict.renewals.select import choose
from volver.stats.survival import kept_so_far

REGULAR = np.array([1000, 631, 468, 382, 326, 289, 262, 241.0])


def cohort(alive):
    """A table of those still there as tenures."""
    years = len(alive) - 1
    last = np.append(np.arange(1.0, years + 1), years)
    return Tenures.of(last, last * 0 + np.arange(years + 1) < years,
                      np.append(-np.diff(alive), alive[-1]))  # fmt: skip


def leaving(generator, customers, alpha, beta):
    """The renewal at which each leaves, sBG."""
    return generator.geometric(np.maximum(generator.beta(alpha, beta, customers), 1e-9))


def test_the_simplest_that_holds_is_chosen():
    """A geometric world keeps the geometric; a spread of customers asks for sBG."""
    generator = np.random.default_rng(4)
    one_chance = generator.geometric(0.2, 3000)
    own = leaving(generator, 3000, 0.8, 2.0)
    for end, name in ((one_chance, "geometric"), (own, "sbg")):
        choice = choose(Tenures.of(np.minimum(end, 10), end <= 10))
        assert choice.fitted.model.name == name
        assert set(choice.fits) == {"geometric", "sbg", "discrete-weibull", "bdw"}


@pytest.mark.slow
def test_chance_alone_takes_a_richer_model_in_few_cases():
    """Of 60 geometric worlds no more than a tenth get a parameter they do not have."""
    generator = np.random.default_rng(5)
    richer = 0
    for _ in range(60):
        end = generator.geometric(0.25, 400)
        found = choose(Tenures.of(np.minimum(end, 8), end <= 8))
        richer += found.fitted.model.name != "geometric"
    assert richer <= 6


def test_where_little_is_known_the_step_is_told():
    """Nobody left: no forecast. A few: one rate for all. And the reason in words."""
    none = choose(Tenures.of([3.0, 5.0], [False, False]))
    assert isinstance(none, NotEnough)
    assert none.have == 0
    few = choose(Tenures.of([3.0, 5.0, 6.0], [True, False, False]))
    assert few.fitted.model.name == "geometric"
    assert "sBG needs 20 customers who left: there are 1" in few.why
    young = choose(cohort(REGULAR[:2]))
    assert "sBG needs 2 periods: there are 1" in young.why
    with pytest.raises(BadInput, match="no model of renewals called 'magic'"):
        choose(cohort(REGULAR), "magic")


def test_some_never_leave_where_that_is_so():
    """A third stays for ever: found within four standard errors, when somebody asks."""
    generator = np.random.default_rng(6)
    end = np.where(generator.random(4000) < 1 / 3, np.inf, generator.exponential(4.0, 4000))
    tenures = Tenures.of(np.minimum(end, 30.0), end <= 30.0)
    choice = choose(tenures, never_leaves=True)
    assert choice.fitted.model.name == "exponential-never"
    assert choice.fitted.model.share == pytest.approx(1 / 3, abs=0.03)
    assert choose(tenures).fitted.model.name != "exponential-never"


def test_who_came_under_watch_late_does_not_bend_the_curve():
    """Half are first seen at their third period, those who left before never: the truth comes
    back, and does not where their late entry is forgotten."""
    generator = np.random.default_rng(7)
    end = leaving(generator, 40_000, 1.0, 3.0)
    entered = np.where(np.arange(40_000) % 2, 3, 0)
    seen = end > entered
    last, ended = np.minimum(end, 12)[seen], (end <= 12)[seen]
    told = Sbg.fit(Tenures.of(last, ended, None, entered[seen])).model
    forgotten = Sbg.fit(Tenures.of(last, ended)).model
    truth = survival(Sbg(1.0, 3.0), np.arange(1.0, 13))
    assert survival(told, np.arange(1.0, 13)) == pytest.approx(truth, abs=0.01)
    assert abs(survival(forgotten, np.array([1.0])) - truth[0]) > 0.05


def test_a_time_within_a_period_belongs_to_the_renewal_before_which_it_comes():
    """2.4 ended: left at the third; running: passed the second; entered: seen from the third on."""
    table = life_table(Tenures.of([2.4, 2.4, 4.0], [True, False, True], None, [0, 0, 2.4]))
    assert table.at_risk.tolist() == [2, 2, 2, 1]
    assert table.ended.tolist() == [0, 0, 1, 1]


@pytest.mark.slow
def test_sums_hold_what_comes_in_the_stated_share_of_worlds():
    """200 worlds of 300 customers each, sBG: renewals and value of the next 6 periods, at 80 %."""
    generator = np.random.default_rng(8)
    inside = np.zeros(2)
    for _ in range(200):
        end = leaving(generator, 300, 0.8, 2.5)
        running = end > 5
        tenures = Tenures.of(np.minimum(end, 5), ~running)
        worth = generator.gamma(2.0, 10.0, int(running.sum()))
        fitted = Sbg.fit(tenures)
        found = outlook.ahead(fitted, np.full(len(worth), 5.0), 6, 0.98, 1.0, 0.8)
        renewed = np.minimum(end[running] - 6, 6)
        discounted = np.append(0.0, np.cumsum(0.98 ** np.arange(1, 7)))[renewed]
        came = renewed.sum(), (worth * discounted).sum()
        sums = (
            outlook.total(found, outlook.RENEWALS, np.ones(len(worth)), 0.8),
            outlook.total(found, outlook.DISCOUNTED, worth, 0.8),
        )
        inside += [s.low <= truth <= s.high for s, truth in zip(sums, came, strict=True)]
    assert (np.abs(inside / 200 - 0.8) < 0.09).all()


def test_a_customers_interval_holds_what_comes():
    """At 80 %, at least: whole numbers of renewals cannot be cut finer."""
    generator = np.random.default_rng(9)
    end = leaving(generator, 20_000, 0.8, 2.5)
    running = end > 3
    fitted = Sbg.fit(Tenures.of(np.minimum(end, 3), ~running))
    found = outlook.ahead(fitted, np.array([3.0]), 12, 1.0, 1.0, 0.8)
    renewed = np.minimum(end[running] - 4, 12)
    held = (renewed >= found.renewals_low[0]) & (renewed <= found.renewals_high[0])
    assert held.mean() >= 0.79
    assert renewed.mean() == pytest.approx(found.renewals[0], rel=0.02)


def test_renewals_that_cost_money_have_an_interval_too():
    """A sum with amounts below zero is taken as normal, and is no less a sum."""
    fitted = Geometric.fit(cohort(REGULAR))
    found = outlook.ahead(fitted, np.array([1.0, 1.0, 4.0]), 12, 0.99, 1.0, 0.9)
    total = outlook.total(found, outlook.DISCOUNTED, np.array([5.0, -2.0, 1.0]), 0.9)
    one = outlook.total(found, outlook.DISCOUNTED, np.array([1.0, 0.0, 0.0]), 0.9)
    assert total.low < total.value < total.high
    assert total.value == pytest.approx(4 * one.value)


def test_reasons_are_kept_apart():
    """Each takes its share, the shares add up, and an unknown one is called so."""
    tenures = Tenures.of(
        [1, 1, 2, 2, 3, 4], [True, True, True, True, False, False], [5, 3, 4, 2, 6, 5],
        None, [0, 1, 0, -1, -1, -1], ("card", "voluntary"),
    )  # fmt: skip
    rows = causes(tenures, 0.9, leaving=7.0)
    assert [row.reason for row in rows] == ["card", "voluntary", "not known"]
    assert [row.ended for row in rows] == [9, 3, 2]
    assert sum(row.share.value for row in rows) == pytest.approx(1)
    assert sum(row.expected for row in rows) == pytest.approx(7)
    left = np.sum([row.left for row in rows], axis=0)
    assert left == pytest.approx([8 / 25, 14 / 25, 14 / 25, 14 / 25])
    assert causes(cohort(REGULAR), 0.9, None) == ()


def test_the_card_says_it_all_and_saves_as_json():
    """Model, curves, sums, a test on later periods; infinity is no token of JSON."""
    asked = Asked(periods=5, discount=1 / 1.1, level=0.9)
    found = forecast("regular", cohort(REGULAR), asked, np.full(241, 7.0), np.full(241, 100.0))
    card = found.card
    assert (card.model, card.step, card.status) == ("sbg", Step.INDIVIDUAL, "converged")
    assert isinstance(card.value, Estimate)
    assert card.value.value == pytest.approx(100 * 241 * found.ahead.discounted[0])
    assert card.staying.high <= 241
    assert card.test.known == 4
    assert card.test.forecast.low <= card.test.seen <= card.test.forecast.high
    assert card.missed == 0
    assert np.isinf(card.tenures[0].without_end)
    assert json.loads(card.to_json())["tenures"][0]["without_end"] is None
    assert [row.period for row in card.periods] == list(range(1, 13))


def test_a_test_that_misses_widens_the_sums():
    """A world whose retention breaks after the eighth period: the miss is told, and counted in."""
    alive = 1000 * 0.95 ** np.append(np.arange(9.0), 8 + 6 * np.arange(1, 5))
    asked = Asked(periods=4, discount=0.99)
    missed = forecast("a", cohort(alive), asked, np.full(50, 12.0), None).card
    steady = forecast("b", cohort(1000 * 0.95 ** np.arange(13.0)), asked, np.full(50, 12.0), None)
    assert missed.missed > 0.2
    assert steady.card.missed == 0
    wide, narrow = (c.renewals.high - c.renewals.low for c in (missed, steady.card))
    assert wide > narrow


def test_nobody_left_is_a_card_without_a_forecast():
    """With the reason, never a zero."""
    tenures = Tenures.of([3.0, 5.0], [False, False])
    card = forecast("all", tenures, Asked(12, 0.99), tenures.last, np.ones(2)).card
    assert card.step is Step.NONE
    assert isinstance(card.renewals, NotEnough)
    assert isinstance(card.value, NotEnough)
    assert card.periods == ()


@pytest.mark.slow
def test_being_watched_for_a_part_of_a_period_does_not_bend_what_was_seen():
    """Exact times, everybody watched until a moment of their own: the share still there is the
    truth, and the test on later periods finds nothing amiss."""
    generator = np.random.default_rng(11)
    end = generator.exponential(1 / generator.gamma(1.2, 1 / 12, 60_000))
    watched = generator.uniform(0, 30, 60_000)
    tenures = Tenures.of(np.minimum(end, watched), end <= watched)
    table = life_table(tenures)
    truth = (1 + np.arange(1.0, 25) / 12) ** -1.2
    assert kept_so_far(table.at_risk, table.ended)[:24] == pytest.approx(truth, abs=0.012)
    card = forecast("all", tenures, Asked(12, 0.99), np.zeros(0), None).card
    assert card.model == "exponential-gamma"
    assert card.missed < 0.02
    by_renewal = Sbg.fit(tenures).model
    assert survival(by_renewal, np.arange(1.0, 25)) == pytest.approx(truth, abs=0.015)
