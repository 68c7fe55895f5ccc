"""Splits of a budget with sums by hand: over customers, over channels, and when it is back."""

from datetime import date, timedelta

import numpy as np
import pytest

from volver.decide.budget.allocate import People, allocate, scored, sums
from volver.decide.budget.asset import DAYS_OF_MONTH, arrival, as_asset
from volver.decide.budget.channels import Source, plan_channels
from volver.decide.budget.scenarios import against_stake, scenarios
from volver.decide.responses import table
from volver.decide.saving import call_order, worth_saving
from volver.domain.allocation import Left, Limits, Option
from volver.domain.errors import BadInput
from volver.domain.estimate import Estimate
from volver.domain.response import Ceiling, Effect

CALL, MAIL = Option("call", "phone"), Option("mail", "post")
ACTIONS = [CALL, MAIL]


def effects(late=(0.10, 0.02), safe=(0.00, 0.01), error=1e-9):
    """Of a call and a mail, in two segments."""
    known = {"late": late, "safe": safe}
    return [Effect(action.name, segment, "kept", mean, error, "experiment")
            for segment, means in known.items()
            for action, mean in zip(ACTIONS, means, strict=True)]  # fmt: skip


SIX = People(
    segment=np.array([0, 0, 0, 1, 1, 1]),
    stake=np.array([1000.0, 300.0, 90.0, 5000.0, 500.0, 50.0]),
    cost=np.array([10.0, 1.0]),
)
"""Calls cost 10, mails 1. Net of a call: 90, 20, -1; of a mail: 19, 5, 0.8 and 49, 4, -0.5."""


@pytest.mark.mission("B1", "Q10")
def test_a_split_by_hand():
    """22 euros: two calls, one mail to the safe one with 5,000 and one to the one with 500."""
    found = allocate(SIX, table(effects(), seed=1), ACTIONS, Limits(22.0))
    assert found.choice.tolist() == [0, 0, -1, 1, 1, -1]
    assert found.spent == 22
    assert found.margin.value == pytest.approx(90 + 20 + 49 + 4, rel=1e-6)
    assert found.planned == pytest.approx(163, rel=1e-6)
    assert found.gap == 0
    told = [(x.segment, x.action, x.customers, x.spend, x.stake, round(x.margin, 4))
            for x in found.lines]  # fmt: skip
    assert told == [
        ("late", "call", 2, 20.0, 1300.0, 110.0), ("safe", "mail", 2, 2.0, 5500.0, 53.0),
    ]  # fmt: skip


@pytest.mark.mission("B1")
def test_what_is_left_and_why():
    """Where nobody is left whom it pays; where a channel is full; where all is spent."""
    known = table(effects(), seed=1)
    rich = allocate(SIX, known, ACTIONS, Limits(1000.0))
    assert (rich.left, rich.price, rich.next_euro) == (Left.NOTHING_PAYS, 0.0, None)
    assert rich.spent == 10 + 10 + 1 + 1 + 1
    full = allocate(SIX, known, ACTIONS, Limits(1000.0, contacts={"phone": 1}))
    assert full.choice.tolist() == [0, 1, 1, 1, 1, -1]
    assert full.left is Left.OTHER_LIMITS
    assert full.prices["contacts: phone"] > 0
    poor = allocate(SIX, known, ACTIONS, Limits(11.0))
    assert poor.left is Left.NOTHING
    assert poor.next_euro > 1
    capped = allocate(SIX, known, ACTIONS, Limits(1000.0, channels={"phone": 12.0}))
    assert capped.choice.tolist() == full.choice.tolist()


def test_a_floor_for_a_segment_is_kept_or_named():
    """Two euros for the safe; and more than all its actions cost cannot be kept."""
    known = table(effects(), seed=1)
    kept = allocate(SIX, known, ACTIONS, Limits(12.0, floors={"safe": 2.0}))
    assert sum(x.spend for x in kept.lines if x.segment == "safe") >= 2
    assert kept.missed == ()
    missed = allocate(SIX, known, ACTIONS, Limits(12.0, floors={"safe": 500.0}))
    assert missed.missed == ("segment: safe",)


def test_who_may_not_be_reached_gets_nothing():
    """No consent for the first; refused limits say so."""
    allowed = np.ones((6, 2), dtype=bool)
    allowed[0] = False
    people = People(SIX.segment, SIX.stake, SIX.cost, allowed)
    known = table(effects(), seed=1)
    assert allocate(people, known, ACTIONS, Limits(1000.0)).choice[0] == -1
    for limits in (Limits(-1.0), Limits(5.0, contacts={"fax": 3})):
        with pytest.raises(BadInput):
            allocate(people, known, ACTIONS, limits)
    with pytest.raises(BadInput):
        allocate(people, known, [MAIL, CALL], Limits(5.0))


def test_who_answers_more_gets_more():
    """Twice the effect for the third, none for the first: 0.2 x 90 - 10, and no call for 1,000."""
    people = People(SIX.segment, SIX.stake, SIX.cost, answer=np.array([0.0, 1, 2, 1, 1, 1]))
    found = allocate(people, table(effects(), seed=1), ACTIONS, Limits(1000.0))
    assert found.choice.tolist() == [-1, 0, 0, 1, 1, -1]
    assert found.margin.value == pytest.approx(20 + 8 + 49 + 4, rel=1e-6)
    assert people.only(np.array([2])).answer.tolist() == [2.0]


def crowd(n=4000, seed=0):
    """Many customers in two segments."""
    generator = np.random.default_rng(seed)
    return People(generator.integers(0, 2, n), generator.lognormal(5, 1, n), np.array([6.0, 0.5]))


@pytest.mark.mission("B1", "Q10")
def test_scenarios_show_what_more_money_brings():
    """More money, more margin, and the next euro returns ever less; the price is the slope."""
    known = table(effects((0.10, 0.02), (0.04, 0.015), error=0.005), seed=1)
    totals = [2000.0, 4000.0, 4040.0, 8000.0]
    found = scenarios(crowd(), known, ACTIONS, Limits(0.0), totals)
    planned = [one.planned for one in found]
    assert planned == sorted(planned)
    assert [one.next_euro for one in found] == sorted((x.next_euro for x in found), reverse=True)
    slope = (found[1].price + found[2].price) / 2
    assert planned[2] - planned[1] == pytest.approx(40 * slope, rel=0.02)
    assert all(one.margin.low < one.margin.value < one.margin.high for one in found)
    assert all(one.gap <= 1e-4 for one in found)


def test_a_plan_on_few_draws_flatters_and_the_others_say_so():
    """Effects that are all noise: the plan expects a gain that other draws do not see."""
    noise = [Effect(a.name, s, "kept", 0.01, 0.05, "assumed")
             for s in ("late", "safe") for a in ACTIONS]  # fmt: skip
    flattery = []
    for seed in range(20):
        found = allocate(crowd(500), table(noise, seed, draws=8), ACTIONS, Limits(500.0))
        flattery.append(found.flattery)
    assert np.mean(flattery) > 3 * np.std(flattery) / np.sqrt(20)


def test_caution_prefers_what_is_known():
    """Two actions with one mean: the cautious plan takes the one that is surely so."""
    known = [Effect("call", "late", "kept", 0.05, 0.04, "assumed"),
             Effect("mail", "late", "kept", 0.049, 0.001, "experiment")]  # fmt: skip
    people = People(np.zeros(50, np.intp), np.full(50, 100.0), np.array([1.0, 1.0]))
    found = allocate(people, table(known, 3), ACTIONS, Limits(30.0), caution=0.2)
    assert {line.action for line in found.lines} == {"mail"}


def test_margin_on_draws_is_a_sum():
    """Two draws by hand: 0.1 and 0.3 of 1,000 at stake, less 50."""
    draws = np.array([0.1, 0.3]).reshape(2, 1, 1)
    assert scored(np.array([[1000.0]]), 50.0, draws).value == pytest.approx(150)
    found = sums(SIX, table(effects(), 1), np.array([0, -1, 1, 1, -1, -1]))
    assert [x.tolist() for x in found] == [
        [[1000.0, 90.0], [0.0, 5000.0]], [[10.0, 1.0], [0.0, 1.0]], [[1.0, 1.0], [0.0, 1.0]],
    ]  # fmt: skip


@pytest.mark.mission("Q2")
def test_is_it_enough_for_what_is_at_stake():
    """All of today's money goes to the safe: too much there, too little for the late."""
    known = table(effects(), seed=1)
    plan = allocate(SIX, known, ACTIONS, Limits(22.0))
    late, safe = against_stake(SIX, known, plan, {"safe": 22.0, "late": 1.0})
    assert (late.customers, late.stake, late.planned, late.now) == (3, 1390.0, 20.0, 1.0)
    assert late.share == pytest.approx(1 / 1390)
    assert (safe.stake, safe.planned, safe.next_euro_now) == (5550.0, 2.0, None)
    assert (late.verdict, safe.verdict) == ("too_little", "too_much")
    assert late.next_euro_now > plan.next_euro


ALPHA = Source("search", Ceiling(400.0, 0.001), Estimate(60.0, 50.0, 70.0, 0.95), 45.0, 4000.0)
BETA = Source("social", Ceiling(300.0, 0.0005), Estimate(80.0, 60.0, 100.0, 0.95), 90.0, 500.0)


@pytest.mark.mission("B1", "B2")
def test_channels_share_a_budget_where_the_next_customer_costs_alike():
    """Where money is short, both return the same for the next euro; sums are exact."""
    plan = plan_channels([ALPHA, BETA], 2500.0)
    assert plan.spent == pytest.approx(2500.0)
    assert plan.left is Left.NOTHING
    returns = [s.value.value / c.next_customer
               for s, c in zip([ALPHA, BETA], plan.channels, strict=True)]  # fmt: skip
    assert returns == pytest.approx([plan.next_euro] * 2)
    assert plan.margin.value == pytest.approx(sum(c.margin for c in plan.channels))
    wins = [c.customers for c in plan.channels]
    assert plan.margin.high - plan.margin.value == pytest.approx(10 * wins[0] + 20 * wins[1])


@pytest.mark.mission("B1", "B2")
def test_a_channel_stops_at_its_ceiling_and_warns_past_the_point_of_return():
    """No next customer above 45: ln(0.4 x 45) / 0.001 = 2,890; today's 4,000 return 0.44."""
    plan = plan_channels([ALPHA, BETA], 50_000.0)
    search, social = plan.channels
    assert search.spend == pytest.approx(np.log(0.4 * 45) / 0.001)
    assert search.next_customer == pytest.approx(45)
    assert search.at_ceiling
    assert not social.at_ceiling
    assert social.next_customer == pytest.approx(80)
    assert (plan.left, plan.next_euro) == (Left.CEILINGS, None)
    assert search.is_past
    assert search.next_euro_now == pytest.approx(60 * 0.4 * np.exp(-4))
    assert not social.is_past


@pytest.mark.mission("B3")
def test_spend_to_keep_is_an_asset_with_a_payback_date():
    """1,200 spent; 2,400 come in twelve equal months: back after six, 0 on the books from then."""
    found = as_asset(1200.0, Estimate(1200.0, 0.0, 3600.0, 0.95), arrival(12, 1.0),
                     date(2026, 1, 1))  # fmt: skip
    assert [round(month.left, 6) for month in found.months] == [
        1000.0, 800.0, 600.0, 400.0, 200.0, *[0.0] * 7,
    ]  # fmt: skip
    assert found.payback == date(2026, 1, 1) + timedelta(days=int(np.ceil(6 * DAYS_OF_MONTH)))
    assert found.latest == date(2026, 1, 1) + timedelta(days=int(np.ceil(12 * DAYS_OF_MONTH)))
    assert found.earliest == date(2026, 1, 1) + timedelta(days=int(np.ceil(3 * DAYS_OF_MONTH)))
    assert found.is_worth_it


@pytest.mark.mission("B3")
def test_what_does_not_come_back_has_no_date():
    """A plan that loses, and shares that do not rise to 1."""
    found = as_asset(100.0, Estimate(-10.0, -50.0, 5.0, 0.95), [0.5, 1.0], date(2026, 1, 1))
    assert found.payback is None
    assert found.latest is None
    assert found.earliest is not None
    assert not found.is_worth_it
    with pytest.raises(BadInput):
        as_asset(100.0, Estimate(1.0, 1.0, 1.0, 0.95), [0.5, 0.9], date(2026, 1, 1))


@pytest.mark.mission("Q5")
def test_worth_saving_goes_by_what_changes_and_not_by_risk():
    """Calls: the late with 1,000 and 300 at stake pay; the riskiest, with 90, does not."""
    risk = np.array([0.3, 0.4, 0.9, 0.1, 0.1, 0.8])
    found = worth_saving(SIX, table(effects(), 1), "call", risk)
    assert found.pays.tolist() == [True, True, False, False, False, False]
    assert found.expected == pytest.approx([90, 20, -1, -10, -10, -10], abs=1e-3)
    assert found.margin.value == pytest.approx(110, rel=1e-5)
    assert found.by_margin.most == pytest.approx(110, rel=1e-5)
    assert found.by_risk.most == pytest.approx(99, rel=1e-5)  # -1, -10, +20, +90 down the list
    assert found.by_margin.margin[-1] == pytest.approx(found.by_risk.margin[-1])


@pytest.mark.mission("R4")
def test_todays_list_is_in_the_order_of_stake_times_chance():
    """Margins 100, 900, 500, 80 with chances 0.5, 0.1, 0.3, 0.9: 50, 90, 150, 72; three calls at
    60, one of whom has not consented."""
    stake = np.array([100.0, 900.0, 500.0, 80.0])
    chance = np.array([0.5, 0.1, 0.3, 0.9])
    assert call_order(stake, chance, 60.0, 3).tolist() == [2, 1, 3]
    assert call_order(stake, chance, 60.0, 1).tolist() == [2]
    allowed = np.array([True, False, True, True])
    assert call_order(stake, chance, 0.0, 9, allowed).tolist() == [2, 3, 0]
