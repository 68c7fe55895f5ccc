"""Histories by one reading or by parts are those of the SQL views, to the last digit."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from volver.domain.money import Basis
from volver.store import open_engine, parts, views
from volver.store.collapse import collapse, room
from volver.store.parts import store_histories
from volver.store.snapshot import with_views
from volver.store.views import Shape

pytestmark = pytest.mark.slow

START = date(2024, 2, 20)
AS_OF = date(2024, 6, 30)
SHAPE = Shape(Basis("revenue"), has_order_ids=False, has_refunds=True)
NET_ORDERS = (
    "SELECT customer_id, day, revenue, revenue AS margin, is_order FROM rows_at_hand ORDER BY place"
)
IDS = {
    "whole": lambda n: n + 1000,
    "below zero": lambda n: n - 7,
    "far apart": lambda n: n * 10**15,
    "text": lambda n: f"c{n * 7 % 10}",
    "text of all kinds": lambda n: ("", "é", "z", "a", "B", "\U0001f600", "10", "9", "ß", "~")[n],
}
ORDERS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.integers(0, 100),
        st.integers(-(10**7), 10**7) | st.integers(-(10**13), 10**13),
        st.sampled_from([True, True, True, False]),
    ),
    min_size=1,
    max_size=40,
)


def engine_with(orders, name):
    """An engine that holds these orders in this order."""
    engine = open_engine()
    names = [name(customer) for customer, *_ in orders]
    engine.store_batches(
        "rows_at_hand",
        [
            pa.record_batch(
                {
                    "place": np.arange(len(orders)),
                    "customer_id": pa.array(
                        names, pa.int64() if isinstance(names[0], int) else pa.string()
                    ),
                    "day": pa.array([START + timedelta(days=day) for _, day, *_ in orders]),
                    "units": np.array([units for _, _, units, _ in orders]),
                    "is_order": pa.array([is_order for *_, is_order in orders]),
                }
            )
        ],
        "SELECT * EXCLUDE (units), CAST(units AS DECIMAL(18,0)) * 0.0001 AS revenue FROM incoming",
    )
    return engine


def asked(sql, given_):
    """A query over those orders."""
    names = {"net_orders": NET_ORDERS}
    for name in ("occasions", "day_totals"):
        names[name] = views.text(name)
    values = {"as_of": AS_OF, **given_}
    return with_views(sql, names), {k: v for k, v in values.items() if f"${k}" in sql}


def by_sql(engine):
    """What the views say."""
    return engine.rows(*asked(views.histories(SHAPE) + " ORDER BY n", {}))


@pytest.mark.parametrize("kind", IDS)
@pytest.mark.parametrize("by_date", [True, False], ids=["by date", "in no order"])
@settings(max_examples=25, deadline=None)
@given(orders=ORDERS, rows=st.integers(1, 50))
def test_histories_are_those_of_the_views(kind, by_date, orders, rows):
    """Ties, gaps, losses, rows that are no orders; however many rows are held at once."""
    if by_date:
        orders = sorted(orders, key=lambda order: order[1])
    engine = engine_with(orders, IDS[kind])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(parts, "room", lambda memory: rows)
        made = store_histories(engine, "found", asked, AS_OF, lambda rows: None)
    expected = by_sql(engine)
    if made:
        assert engine.rows("FROM found ORDER BY rowid") == expected
    else:
        # One customer's rows are more than are held; or nobody has ordered, which SQL says.
        most = max(sum(o[0] == n for o in orders) for n in range(10))
        assert expected == [] or len(orders) > rows or most > rows
        assert engine.rows("SELECT * FROM information_schema.tables WHERE table_name='found'") == []
    engine.close()


def batches(customers, days):
    """One order a row, one row a batch."""
    for customer, day in zip(customers, days, strict=True):
        yield pa.record_batch(
            {
                "customer_id": pa.array([customer]),
                "day": pa.array([START + timedelta(days=day)]),
                "units": pa.array([10_000]),
                "is_order": pa.array([True]),
            }
        )


@pytest.mark.parametrize(
    ("customers", "days", "one_reading"),
    [
        ([1, 2, 1, 2, 1, 3], [0, 0, 1, 1, 1, 2], True),
        ([1, 2, 1, 2, 1, 3], [5, 0, 6, 1, 6, 0], True),  # each customer's days come in order
        ([1, 2, 1, 2, 1, 3], [4, 0, 0, 1, 5, 2], True),  # out of order within a batch of three
        ([1, 2, 1, 2, 1, 3], [4, 0, 1, 1, 3, 2], False),
        ([1, 2, 3, 1, 2, 3], [1, 1, 1, 0, 2, 2], False),
        ([1, 10**9, 2, 1, 2, 3], [1, 1, 1, 1, 2, 2], False),
    ],
)
def test_one_reading_does_where_no_customer_goes_back(customers, days, one_reading):
    """What counts is the customer's own last day in earlier batches, nothing else."""
    found = collapse(batches(customers, days), rows=3)
    assert (found is not None) is one_reading
    if found is not None:
        whole = collapse(batches(customers, days))
        assert list(found.batches(AS_OF)) == list(whole.batches(AS_OF))


def test_every_row_that_is_read_is_told():
    """What a progress bar is drawn from."""
    told = []
    collapse(batches([1, 2, 1, 2], [0, 1, 2, 3]), rows=2, told=told.append)
    assert told == [1, 2, 3, 4]


def test_less_memory_holds_fewer_rows():
    """And never so few that nothing would come of it."""
    assert room(None) == room(10**12) > room(500_000_000) > room(100_000_000) > room(0) > 0


def test_a_third_of_the_memory_is_the_engine_s():
    """The rest is for arrays and libraries."""
    engine = open_engine(memory=2_000_000_000)
    [[limit, spill]] = engine.rows(
        "SELECT current_setting('memory_limit'), current_setting('temp_directory')"
    )
    assert limit == "635.7 MiB"
    assert "volver-" in spill
    assert engine.own_memory == 1_000_000_000
    engine.close()
