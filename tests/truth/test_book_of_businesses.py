"""What the book says of made businesses is so: exactly, or as often as its intervals state."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom
from tests.truth import segment_values, told
from tests.truth.book_coverage import (
    FIRST_SEED,
    FIRST_VALUED,
    WORLDS,
    WORLDS_VALUED,
    summary,
    valued,
    world,
)
from tests.truth.businesses import seen
from tests.truth.recounts import Paybacks, customers
from tests.worlds.made import NAMES, made

from volver.app.book.overview import STAKE
from volver.describe.measure import measure_by
from volver.describe.service import CONTACTS
from volver.describe.sums import mean_of_groups
from volver.domain.acquisition import Covered
from volver.predict.base import BASE, Base
from volver.predict.renewals.contracts import contracts_of

LEVEL = told.LEVEL
CHANCE = 1e-4
"""A test may fail by bad luck in so many of its runs, were it drawn anew."""


@pytest.fixture(scope="module", params=NAMES)
def here(request, tmp_path_factory):
    """One of the three, with 500 customers, read and looked at."""
    with seen(request.param, 500, 31, tmp_path_factory.mktemp("made") / request.param) as found:
        yield found


@pytest.mark.slow
@pytest.mark.mission("K1")
@pytest.mark.mission("F10")
def test_cac_of_each_channel_is_what_was_spent_on_those_it_won(here):
    """To the cent; who sent everything back was not won."""
    truth = here.files["truth/channels"].set_index("channel")
    won = customers(here.files).channel.value_counts()
    costs = told.acquired(here).cac
    assert {row.channel for row in costs.by_channel} == set(truth.index)
    for row in costs.by_channel:
        assert row.customers == won[row.channel]
        assert row.total == pytest.approx(truth.spend[row.channel], abs=0.005)
        assert row.cac == pytest.approx(truth.spend[row.channel] / won[row.channel], abs=1e-6)
        assert 0 <= truth.new_customers[row.channel] - row.customers <= 0.05 * row.customers
        if here.name != "shop":  # nobody sends a telephone line back
            assert row.cac == pytest.approx(truth.cac[row.channel], abs=1e-6)
    assert costs.blended.cac == pytest.approx(truth.spend.sum() / won.sum(), abs=1e-6)


@pytest.mark.slow
def test_contacts_are_what_somebody_had_to_answer(here):
    """Tickets, and no step on the way to the first order."""
    (found,) = measure_by(here.snapshot, [CONTACTS])
    assert found.value == (here.files["interactions"].type == "ticket").sum()


@pytest.mark.slow
@pytest.mark.mission("Q7")
@pytest.mark.mission("F12")
def test_payback_is_counted_from_true_margin(here):
    """Margin after cost to serve by month of age, and the month and day on which it covers."""
    counted = Paybacks(here.files)
    paid = 0
    for row in told.acquired(here).channels:
        curve = row.curve
        margin = counted.of(row.won.channel, len(curve.margin))
        np.testing.assert_allclose([point.value for point in curve.margin], margin, atol=1e-6)
        covers = np.flatnonzero(margin >= curve.cac) if curve.cac else []
        assert curve.month == (covers[0] + 1 if len(covers) else None)
        paid += row.break_even.state is Covered.ON
    assert paid >= 4


@pytest.mark.slow
@pytest.mark.mission("J1")
@pytest.mark.mission("G2")
def test_steps_of_the_way_convert_as_they_truly_do(here):
    """Of intervals of 90 %, no more miss the truth than chance allows."""
    as_often_as_stated(told.steps(here))


@pytest.mark.slow
@pytest.mark.mission("K4")
@pytest.mark.mission("G8")
def test_each_month_keeps_what_its_customers_would_have_it_keep(here):
    """Churn, NRR and GRR, given everybody's own chance to leave."""
    if here.name != "shop":
        as_often_as_stated(told.months_under_contract(here))


def as_often_as_stated(rows):
    """By figure: 90 % of the intervals hold the truth, or as many as luck may leave of them."""
    found = pd.DataFrame([(one.figure, one.inside) for one in rows], columns=["figure", "inside"])
    for figure, inside in found.groupby("figure").inside:
        assert inside.sum() >= binom.ppf(CHANCE, len(inside), LEVEL), figure


@pytest.mark.slow
def test_bands_of_payback_hold_the_mean_of_those_they_are_drawn_from(tmp_path):
    """300 draws of 600 customers of a shop of 6,000: margin of the first year by channel. Few bring
    most of it, and 30 came by a trade fair: a symmetrical interval holds three of four there."""
    counted = Paybacks(made("shop", 6_000, tmp_path, seed=77))
    margin = counted.money[[month for month in counted.money if month < 12]].sum(axis=1).to_numpy()
    names, group = np.unique(counted.people.channel[counted.money.index], return_inverse=True)
    truth = np.bincount(group, margin) / np.bincount(group)
    chance = np.random.default_rng(5)
    held = np.zeros((300, len(names)))
    for draw in held:
        some = chance.integers(0, len(margin), 600)
        for at, found in enumerate(mean_of_groups(margin[some], group[some], len(names), LEVEL)):
            draw[at] = found.low <= truth[at] <= found.high
    error = held.mean(axis=1).std() / np.sqrt(len(held))
    assert held.mean() == pytest.approx(LEVEL, abs=0.02 + 3 * error)
    assert held[:, list(names).index("trade fairs")].mean() > 0.85


@pytest.mark.slow
@pytest.mark.mission("G9")
def test_a_business_under_contract_is_foretold_by_who_renews(tmp_path):
    """Who has left is worth nothing and who has not is alive; without subscriptions of nearly all,
    orders are looked at, and the reason is told."""
    with seen("saas", 300, 41, tmp_path / "saas", segment_values.OWN) as here:
        card = here.asked.findings.card
        assert card.model == "renewals"
        found = here.snapshot.columns(
            "SELECT histories.customer_id, p_alive, p_stays, value, value_high FROM forecasts"
            " JOIN histories ON histories.n = forecasts.n ORDER BY histories.n"
        )
        truth = here.files["subscriptions"]
        runs = set(truth.customer_id[truth.ended.isna()].astype(str))
        left = np.array([str(customer) not in runs for customer in found["customer_id"]])
        assert 20 < left.sum() < 280
        np.testing.assert_array_equal(found["p_alive"], ~left)
        assert (found["value_high"][left] == 0).all()
        assert (found["value"][~left] > 0).all()
        stays, value = found["p_stays"][~left], found["value"][~left]
        assert ((stays > 0) & (stays < 1)).all()
        at_stake = here.snapshot.rows(STAKE)[0][0]
        assert at_stake == pytest.approx((value * (1 - stays)).sum())
        base = Base.of(here.snapshot.columns(BASE))
        told = here.snapshot.company["subscriptions"]
        for condition, why in (
            ("customer_id < '2'", "of customers have a subscription: the others only order"),
            ("ended IS NULL", "of customers have a subscription: the others only order"),
        ):
            some = f"SELECT * FROM ({told}) AS all_of_them WHERE {condition}"
            fewer = replace(here.snapshot, company={"subscriptions": some})
            assert str(contracts_of(fewer, base)).endswith(why)
        nobody = f"SELECT * REPLACE (CAST(NULL AS DATE) AS ended) FROM ({told}) AS all_of_them"
        running = replace(here.snapshot, company={"subscriptions": nobody})
        assert contracts_of(running, base) == "nobody's subscription has ended yet"
        assert contracts_of(replace(here.snapshot, company={}), base) is None


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_intervals_of_many_businesses_hold_the_truth_as_often_as_they_state(name):
    """Every figure with an interval; its share is measured with the error of so few worlds."""
    rows = pd.concat([world(name, FIRST_SEED + at) for at in range(WORLDS[name])])
    held_as_stated(rows, name)


@pytest.mark.long
@pytest.mark.mission("G9")
@pytest.mark.parametrize("name", NAMES)
def test_segments_are_worth_what_the_year_ahead_then_brings(name):
    """The year was drawn beside the files, unseen by the product."""
    rows = pd.concat([valued(name, FIRST_VALUED + at) for at in range(WORLDS_VALUED)])
    held_as_stated(rows, name)


def held_as_stated(rows, name):
    """Within three standard errors; intervals are never surer than so many drawn apart would be."""
    for figure, row in summary(rows).loc[name].iterrows():
        error = max(row.error, (LEVEL * (1 - LEVEL) / row.intervals) ** 0.5)
        assert row.inside + 3 * error >= LEVEL, figure
