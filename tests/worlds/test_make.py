"""The same seed makes the same files, and they are such as a company could have."""

import numpy as np
import pandas as pd
import pytest
from tests.worlds.made import NAMES, made

from volver.domain.errors import BadInput
from volver.store.schema.company import VIEWS
from volver.worlds import make as maker

ORDER_FIELDS = {
    "order_id", "customer_id", "ordered_at", "product_id", "category", "quantity", "amount",
    "cost", "refund_of",
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.mission("S1x")
@pytest.mark.parametrize("name", NAMES)
def test_a_seed_makes_the_same_files_however_many_blocks_are_drawn_at_once(
    name, tmp_path, monkeypatch
):
    """Byte for byte; and another seed makes others."""
    monkeypatch.setattr(maker, "BLOCK", 60)
    for folder, at_once in (("one", 1), ("three", 3)):
        made(name, 200, tmp_path / folder, at_once=at_once)
    made(name, 200, tmp_path / "other", seed=6)
    for path in (tmp_path / "one").rglob("*.parquet"):
        place = path.relative_to(tmp_path / "one")
        assert path.read_bytes() == (tmp_path / "three" / place).read_bytes(), place
    one, other = (tmp_path / folder / "orders.parquet" for folder in ("one", "other"))
    assert one.read_bytes() != other.read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_more_customers_leave_the_blocks_before_them_as_they_were(name, tmp_path, monkeypatch):
    """What a block holds hangs on the seed and its number alone."""
    monkeypatch.setattr(maker, "BLOCK", 60)
    few, many = made(name, 60, tmp_path / "few"), made(name, 180, tmp_path / "many")
    for table in ("customers", "orders", "interactions", "truth/customers"):
        pd.testing.assert_frame_equal(few[table], many[table].iloc[: len(few[table])])


def test_columns_have_the_names_of_the_canonical_fields(files):
    """So that nobody has to say what they mean."""
    assert set(files["orders"]) <= ORDER_FIELDS
    for view in VIEWS:
        if view.name in files:
            assert set(files[view.name]) <= set(view.names), view.name
    assert {"customers", "products", "spend", "interactions", "answers"} <= set(files)


def test_there_are_as_many_customers_as_were_asked_for_and_prospects_beside_them(files):
    """Everybody has one row; who buys has an order, and nobody else has."""
    customers, orders = files["customers"], files["orders"]
    assert customers.customer_id.is_unique
    assert set(orders.customer_id) == set(files["truth/customers"].customer_id)
    assert len(files["truth/customers"]) == 3_000
    assert len(customers) > 4_000


def test_nothing_comes_before_the_first_contact_or_after_the_last_day(files):
    """Nor before the first order, where it is said of a customer."""
    last = files["orders"].ordered_at.max().date()
    contact = pd.to_datetime(files["customers"].set_index("customer_id").first_contact)
    for table, when in (
        ("orders", "ordered_at"),
        ("interactions", "opened_at"),
        ("answers", "day"),
    ):
        rows = files[table]
        moment = pd.to_datetime(rows[when])
        assert (moment.dt.normalize().to_numpy() >= contact[rows.customer_id].to_numpy()).all()
        assert moment.max().date() <= last
    resolved = files["interactions"].dropna(subset="resolved_day")
    minutes = pd.to_timedelta(resolved.resolution_minutes, unit="min")
    assert (
        (resolved.opened_at + minutes).dt.date.to_numpy() == resolved.resolved_day.to_numpy()
    ).all()
    assert (resolved.response_minutes <= resolved.resolution_minutes).all()
    assert resolved.resolved_day.max() <= last


def test_a_refund_names_an_order_of_the_same_customer_and_gives_no_more_back(files):
    """Neither money nor cost, and not before it."""
    orders = files["orders"].set_index("order_id")
    assert orders.index.is_unique
    refunds = orders[orders.refund_of.notna()]
    of = orders.loc[refunds.refund_of.astype(np.int64)]
    assert len(refunds) > 20
    assert (of.customer_id.to_numpy() == refunds.customer_id.to_numpy()).all()
    assert (of.product_id.to_numpy() == refunds.product_id.to_numpy()).all()
    assert of.refund_of.isna().all()
    assert (refunds.ordered_at.to_numpy() > of.ordered_at.to_numpy()).all()
    assert (refunds.amount < 0).all()
    assert (-refunds.amount.to_numpy() <= of.amount.to_numpy()).all()
    assert (-refunds.cost.to_numpy() <= of.cost.to_numpy()).all()
    assert (orders[orders.refund_of.isna()].amount > 0).all()


def test_who_was_recommended_came_after_the_friend_had_bought(files):
    """And by the channel of recommendations."""
    customers = files["customers"].set_index("customer_id")
    friends = customers.dropna(subset="referred_by")
    assert (friends.channel == "referral").all()
    first = files["orders"].groupby("customer_id").ordered_at.min().dt.date
    assert len(friends) > 100
    assert (first[friends.referred_by.astype(np.int64)].to_numpy() <= friends.first_contact).all()


def test_the_true_cac_is_spend_to_acquire_over_new_customers(files):
    """Of each channel, to the cent; and near what was planned: the scatter is that of counts."""
    truth = files["truth/channels"].set_index("channel")
    spend = files["spend"][files["spend"].purpose == "acquire"]
    spent = spend.groupby("channel").amount.sum().reindex(truth.index, fill_value=0).astype(float)
    buyers = files["customers"][files["customers"].customer_id.isin(files["orders"].customer_id)]
    new = buyers.groupby("channel").size().reindex(truth.index)
    assert truth.new_customers.to_numpy().tolist() == new.tolist()
    np.testing.assert_allclose(truth.spend, spent, atol=0.005)
    np.testing.assert_allclose(truth.cac, spent / new, atol=1e-6)
    paid = truth[truth.planned_cac > 0]
    miss = np.log(paid.cac / paid.planned_cac)
    assert (np.abs(miss) < 4 / np.sqrt(paid.new_customers) + 0.01).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["telecom", "saas"])
def test_invoices_are_what_the_subscription_says(name, world):
    """Each month in which it runs, one invoice of its amount; stretches follow one another."""
    stretches = world(name)["subscriptions"].sort_values(["customer_id", "started"])
    again = stretches.duplicated("customer_id")
    before = stretches.ended.shift()
    assert (stretches.started[again] == before[again]).all()
    assert stretches[stretches.duplicated("customer_id", keep="last")].reason.isna().all()
    for day in ("started", "ended"):
        stretches[day] = pd.to_datetime(stretches[day])
    orders = world(name)["orders"]
    bills = orders[orders.refund_of.isna()].assign(day=lambda rows: rows.ordered_at.dt.normalize())
    ends = stretches.ended.fillna(pd.Timestamp("2100-01-01"))
    both = bills.merge(stretches.assign(ended=ends), on="customer_id", suffixes=("", "_agreed"))
    both = both[(both.day >= both.started) & (both.day < both.ended)]
    assert len(both) == len(bills)
    assert (both.amount == both.amount_agreed).all()
    months = bills.groupby("customer_id").day.agg(["min", "max", "size"])
    month = months[["min", "max"]].apply(lambda day: 12 * day.dt.year + day.dt.month)
    assert (months["size"] >= month["max"] - month["min"]).all()
    assert (months["size"] <= month["max"] - month["min"] + 1).all()


@pytest.mark.parametrize(
    ("name", "customers", "seed"), [("bank", 10, 1), ("shop", 0, 1), ("shop", 10, -1)]
)
def test_what_cannot_be_made_is_told(name, customers, seed, tmp_path):
    """Before anything is written."""
    with pytest.raises(BadInput):
        made(name, customers, tmp_path, seed=seed)
    assert list(tmp_path.iterdir()) == []
