"""Histories from rows at hand: edges that random shops do not reach."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from tests.store.shop import look, refund

from volver.store import coder
from volver.store.collapse import MOST, collapse

DAY = date(2024, 3, 1)


def batch(customers, amounts, is_order=True, day=DAY):
    """Net orders of one day."""
    rows = len(customers)
    return pa.record_batch(
        [
            pa.array(customers),
            pa.array([day] * rows, pa.date32()),
            pa.array([int(Decimal(amount) * 10_000) for amount in amounts], pa.int64()),
            pa.array([is_order] * rows),
        ],
        names=["customer_id", "day", "units", "is_order"],
    )


def table(batches, rows=MOST):
    """The histories as Python has them."""
    return pa.Table.from_batches(collapse(batches, rows).batches(DAY)).to_pydict()


@pytest.mark.parametrize(
    "ids",
    [
        [3, 1, 2, 1],
        [-5, 10**18, 7, -5],
        [2**63 - 1, -(2**63), 0, 2**63 - 1],
        ["b", "a", "B", "a"],
        ["é", "z", "a", "a"],
    ],
    ids=["whole", "far apart", "ends of the range", "text", "bytewise"],
)
def test_customers_come_in_order_of_their_ids(ids):
    """Whatever the ids are, n counts them as the database would sort them."""
    found = table([batch(ids, ["1"] * 4)])
    key = (lambda name: name.encode()) if isinstance(ids[0], str) else None
    assert found["customer_id"] == sorted(set(ids), key=key)
    assert found["n"] == list(range(len(set(ids))))
    assert sum(found["orders"]) == 4


def test_batches_of_any_size_are_one_whole(monkeypatch):
    """Where a batch ends tells nothing."""
    ids, amounts = ["a", "b", "a", "c", "b"], ["1.5", "2", "-3.0001", "0", "7"]
    whole = table([batch(ids, amounts)])
    one_by_one = [batch([i], [a]) for i, a in zip(ids, amounts, strict=True)]
    empty = batch(ids, amounts).slice(0, 0)
    assert table([empty, *one_by_one]) == whole
    monkeypatch.setattr(coder, "GROUP", 2)
    assert table(one_by_one) == whole
    sliced = batch(["z", *ids], ["9", *amounts]).slice(1)
    assert table([sliced]) == whole


def test_too_many_texts_or_too_much_money_take_another_way():
    """None, so that the caller goes it."""
    most = str(10**14 - 1)
    assert collapse([batch(["a"], [most])]) is not None
    assert collapse([batch(["a"] * 10, [most] * 10)]) is None
    assert collapse([batch([1], [most])] * 10, rows=1) is None
    assert collapse([batch(["a"] * 3, ["1"] * 3)], rows=3) is not None
    assert collapse([batch(["a"] * 4, ["1"] * 4)], rows=3) is None


def test_nobody_who_ordered_leaves_an_empty_table():
    """A refund without an order makes no customer."""
    found = look([refund(1, "ana", 3, "5.00")])
    assert found.rows("SELECT * FROM histories") == []
