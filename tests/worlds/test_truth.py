"""What is written into truth/ is what the files were drawn from."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from tests.worlds.made import NAMES

from volver.worlds import saas, shop_facts, telecom

LAST = date(2025, 12, 31)
pytestmark = pytest.mark.long
NEAR = 4.0
"""Standard errors that a share may lie off: one in 16,000 does by chance."""


def shop_pace(first: date, days: int) -> np.ndarray:
    """How busy each day is, one on average: months and weekdays, recounted."""
    month = {at + 1: factor * 12 / sum(shop_facts.MONTHS) for at, factor in
             enumerate(shop_facts.MONTHS)}  # fmt: skip
    week = [factor * 7 / sum(shop_facts.WEEKDAYS) for factor in shop_facts.WEEKDAYS]
    calendar = [first + timedelta(days=at) for at in range(days)]
    return np.array([month[day.month] * week[day.weekday()] for day in calendar])


def test_orders_of_the_shop_come_at_the_true_rate(world):
    """By persona: repeats over what the rates of all who lived then gave; the campaign aside."""
    files = world("shop")
    truth = files["truth/customers"].set_index("customer_id")
    orders = files["orders"][files["orders"].refund_of.isna()]
    begin = date(2020, 1, 1)
    clock = np.append(0.0, np.cumsum(shop_pace(begin, 2192)))
    first = (orders.groupby("customer_id").ordered_at.min() - pd.Timestamp(begin)).dt.days
    stop = shop_facts.CAMPAIGN.day - begin
    left = (pd.to_datetime(truth.left_on) - pd.Timestamp(begin)).dt.days.fillna(2192)
    end = np.minimum(left, stop.days)
    early = orders[orders.ordered_at.dt.date < shop_facts.CAMPAIGN.day]
    repeats = early.groupby("customer_id").size().reindex(truth.index, fill_value=0) - 1
    born = first.reindex(truth.index)
    known = born < stop.days
    # The first day and the last one are lived in part: half of each.
    span = np.maximum(clock[end.astype(int)] - clock[born], 0)
    due = (truth.rate * span)[known].groupby(truth.persona).sum()
    came = repeats[known].groupby(truth.persona).sum()
    slack = truth.rate[known].groupby(truth.persona).sum()  # a day's orders of everybody
    assert (np.abs(came - due) < NEAR * np.sqrt(due) + slack).all()
    assert (slack < 0.02 * due).all()


def test_the_year_ahead_of_a_customer_of_the_shop_is_recounted(world):
    """Day by day, with another sum: orders to a part in 1,000, values to the noise of rounding."""
    truth = world("shop")["truth/customers"]
    some = truth[truth.alive].iloc[::97]
    pace = shop_pace(LAST + timedelta(days=1), 365)
    day = np.arange(365) + 0.5
    lived = np.exp(-np.outer(some.dropout, day))
    orders = some.rate.to_numpy() * (lived @ pace)
    np.testing.assert_allclose(some.expected_orders_12m, orders, rtol=2e-3)
    value = some.rate * some.margin_per_order * (lived @ (pace * 1.1 ** (-day / 365.25)))
    np.testing.assert_allclose(some.expected_value_12m, value, rtol=2e-3)
    assert (truth[~truth.alive].expected_value_12m == 0).all()


def test_margin_per_order_is_what_orders_of_the_shop_leave(world):
    """On average over all: paid, less refunds, less cost; refunds still to come are left out."""
    files = world("shop")
    truth = files["truth/customers"].set_index("customer_id")
    orders = files["orders"]
    old = orders[orders.refund_of.isna() & (orders.ordered_at < "2025-10-01")]
    back = orders[orders.refund_of.isin(old.order_id)]
    margin = pd.concat([old, back])
    per = (margin.amount - margin.cost).astype(float).groupby(margin.customer_id).sum()
    size = old.groupby("customer_id").size()
    expected = truth.margin_per_order[size.index] * size
    miss = per - expected
    error = np.sqrt((miss**2).sum())
    assert abs(miss.sum()) < NEAR * error
    assert error < 0.01 * expected.sum()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.mission("J1")
def test_the_way_to_the_purchase_converts_as_told(name, world):
    """People of each channel at each step, over those at the step before."""
    files = world(name)
    chance = files["truth/journey"]
    known = files["interactions"]
    people = files["customers"].set_index("customer_id")
    buyers = people.index.isin(files["truth/customers"].customer_id)
    # Prospects may stop beyond the last day: only ways that had begun a year before it are whole.
    old = pd.to_datetime(people.first_contact) < pd.Timestamp("2025-06-01")
    steps = list(dict.fromkeys(chance.step))
    at = known[known.type.isin(steps)].assign(step=lambda rows: rows.type.map(steps.index) + 1)
    reached = at.groupby("customer_id").step.max().reindex(people.index)
    reached = reached.where(~buyers, len(steps) + 1)[old]
    channel = people.channel[old]
    for row in chance.itertuples():
        ones = reached[channel == row.channel]
        passed, all_there = (ones > row.place).sum(), (ones >= row.place).sum()
        error = np.sqrt(row.chance * (1 - row.chance) / all_there)
        assert abs(passed / all_there - row.chance) < NEAR * error, row


@pytest.mark.parametrize("name", NAMES)
def test_the_next_contact_is_by_the_chain_that_is_told(name, world):
    """Contacts of the first step follow one another by truth/moves."""
    files = world(name)
    chain = files["truth/moves"]
    visit = files["truth/journey"].step.iloc[0]
    ways = files["interactions"][files["interactions"].type == visit]
    ways = ways.sort_values(["customer_id", "interaction_id"])
    # Of a way that ends with the files nobody knows whether it went on.
    begun = ways.groupby("customer_id").opened_at.transform("min")
    ways = ways[begun < "2025-06-01"]
    follows = ways.customer_id.shift(-1) == ways.customer_id
    after = ways.channel.shift(-1).where(follows)
    for row in chain.itertuples():
        ones = after[ways.channel == row.channel]
        error = np.sqrt(row.chance * (1 - row.chance) / len(ones))
        assert abs((ones == row.next_channel).mean() - row.chance) < NEAR * error, row


@pytest.mark.parametrize("name", NAMES)
def test_the_holdout_is_drawn_at_random(name, world):
    """Its share, and how like the treated it is in what was known before."""
    files = world(name)
    arms = files["holdouts"].merge(files["customers"], on="customer_id")
    assert arms.customer_id.is_unique
    campaign = {"shop": shop_facts, "telecom": telecom, "saas": saas}[name].CAMPAIGN
    held = arms.arm == "holdout"
    error = np.sqrt(campaign.holdout * (1 - campaign.holdout) / len(arms))
    assert abs(held.mean() - campaign.holdout) < NEAR * error
    before = files["orders"][files["orders"].ordered_at < pd.Timestamp(campaign.day)]
    spent = before.groupby("customer_id").amount.sum().astype(float)
    known = pd.DataFrame({
        "age": arms.birth_year.astype(float),
        "woman": (arms.gender == "female").astype(float),
        "paid": np.log(np.maximum(spent.reindex(arms.customer_id, fill_value=1), 1)).to_numpy(),
        "long": (arms.first_contact < date(2025, 1, 1)).astype(float),
    })  # fmt: skip
    ones, others = known[held], known[~held]
    scatter = np.sqrt(ones.var() / len(ones) + others.var() / len(others))
    assert (np.abs(ones.mean() - others.mean()) < NEAR * scatter).all()


def outcome(name: str, files: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What came of everybody in the campaign, with the true effect on each."""
    arms = files["holdouts"].merge(files["truth/holdouts"], on="customer_id")
    day, last = pd.Timestamp(arms.first_day[0]), pd.Timestamp(arms.last_day[0])
    if name == "shop":
        orders = files["orders"][files["orders"].refund_of.isna()]
        inside = orders[orders.ordered_at.dt.normalize().between(day, last)]
        arms["came"] = inside.groupby("customer_id").size().reindex(arms.customer_id).to_numpy()
        return arms.fillna({"came": 0.0})
    left = pd.to_datetime(files["truth/customers"].set_index("customer_id").left_on)
    arms["came"] = ~left[arms.customer_id].le(last).to_numpy() * 1.0
    return arms


@pytest.mark.parametrize("name", NAMES)
def test_the_known_effect_comes_back_as_a_difference_of_means(name, world):
    """Of treated less held out, within its interval, in each band of age and over all."""
    files = world(name)
    arms = outcome(name, files)
    told = files["truth/effects"].set_index("band").effect
    for band in (*told.index, None):
        group = arms if band is None else arms[arms.band == band]
        treated, held = (group.came[group.arm == arm] for arm in ("treated", "holdout"))
        lift = treated.mean() - held.mean()
        error = np.sqrt(treated.var() / len(treated) + held.var() / len(held))
        assert abs(lift - group.effect.mean()) < NEAR * error
        if band is not None:
            assert group.effect.mean() == pytest.approx(told[band])
    assert told["55 and over"] == 0


def test_the_campaign_of_the_shop_is_large_enough_to_be_seen(world):
    """So that a method which finds nothing is wrong."""
    arms = outcome("shop", world("shop"))
    treated, held = (arms.came[arms.arm == arm] for arm in ("treated", "holdout"))
    error = np.sqrt(treated.var() / len(treated) + held.var() / len(held))
    assert treated.mean() - held.mean() > 2 * error


@pytest.mark.parametrize("name", ["telecom", "saas"])
def test_customers_leave_at_renewals_as_the_hazards_say(name, world):
    """Before any complaint and the campaign: who was due, and who left of choice."""
    files = world(name)
    talks = files["interactions"]
    paths = files["subscriptions"].groupby("customer_id").agg(
        started=("started", "min"), ended=("ended", "last"), plan=("plan", "first"),
        reason=("reason", "last"), open=("ended", lambda days: days.isna().any()),
    )  # fmt: skip
    paths["channel"] = files["customers"].set_index("customer_id").channel[paths.index]
    end = pd.to_datetime(paths.ended.where(~paths.open, date(2025, 12, 31)))
    started = pd.to_datetime(paths.started)
    months = 12 * (end.dt.year - started.dt.year) + end.dt.month - started.dt.month
    # Looked at until the first complaint or the campaign, whichever comes first: neither is due to
    # how likely somebody is to leave.
    upset = talks[talks.is_complaint].groupby("customer_id").opened_at.min().reindex(paths.index)
    until = upset.fillna(pd.Timestamp("2100-01-01")).clip(upper=pd.Timestamp("2025-07-01"))
    whole = until.dt.day > np.minimum(started.dt.day, 28)
    calm = 12 * (until.dt.year - started.dt.year) + until.dt.month - started.dt.month - ~whole
    chosen = ~paths.open & ~paths.reason.isin(["payment failed", "service"])
    seen = 0
    for row in files["truth/hazards"].itertuples():
        ours = (paths.plan == row.plan) & (paths.channel == row.channel) & (row.months <= calm)
        due = ours & ((months > row.months) | ((months == row.months) & (paths.open | chosen)))
        left = ours & chosen & (months == row.months)
        if due.sum() * row.chance < 10:
            continue
        seen += 1
        error = np.sqrt(row.chance * (1 - row.chance) / due.sum())
        assert abs(left.sum() / due.sum() - row.chance) < NEAR * error, row
    assert seen > 20


def test_the_year_ahead_of_a_contract_is_what_comes_of_many(world):
    """The telephone company, lived again month by month, 4,000 times for some customers."""
    truth = world("telecom")["truth/customers"].set_index("customer_id")
    talks = world("telecom")["interactions"]
    started = world("telecom")["subscriptions"].groupby("customer_id").started.min()
    calm = truth[truth.alive & ~truth.index.isin(talks[talks.is_complaint].customer_id)]
    some = calm[calm.theta > 0.005].iloc[::400]
    assert len(some) > 10
    chance, facts = np.random.default_rng(3), telecom.DEALINGS
    plans = {plan.name: plan for plan in facts.plans}
    for number, row in some.iterrows():
        plan = plans[row.plan]
        there, amount = np.ones(4_000, bool), np.full(4_000, row.monthly_amount)
        paid, kept = np.zeros(4_000), 0
        upset = np.zeros(4_000, bool)
        month = 12 * (2026 - started[number].year) + 1 - started[number].month
        for ahead in range(12):
            due = (month + ahead) % plan.term == 0
            there &= chance.random(4_000) >= plan.fails
            there &= ~(upset & (chance.random(4_000) < plan.scares))
            there &= ~(due & (chance.random(4_000) < row.theta))
            drawn = chance.random(4_000)
            amount = amount * np.where(drawn < 0.006, 1.08, np.where(drawn < 0.011, 0.92, 1))
            upset = chance.random(4_000) < 0.03 * 0.3
            paid += there * amount
            kept = there.mean()
        error = max(paid.std() / np.sqrt(4_000), 1e-4 * row.monthly_amount)
        assert abs(paid.mean() - row.expected_revenue_12m) < NEAR * error
        spread = np.sqrt(max(row.p_kept_12m * (1 - row.p_kept_12m), 1e-4) / 4_000)
        assert abs(kept - row.p_kept_12m) < NEAR * spread
        assert 0.53 < row.expected_value_12m / row.expected_revenue_12m < 0.58
