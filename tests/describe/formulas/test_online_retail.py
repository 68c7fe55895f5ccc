"""The year of Online Retail against a recount in plain Python that shares no code."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from tests.predict.test_real_shops import retail

from volver.app.demo import DATA
from volver.describe.formulas.year import look_back

AS_OF = date(2011, 12, 9)
pytestmark = pytest.mark.slow


def test_the_year_and_its_gross_money_equal_the_recount():
    """All that known customers paid in the 365 days, in their orders, before anything came back."""
    rows = pq.read_table(f"src/volver/app/demo_data/{DATA}").to_pylist()
    after = AS_OF - timedelta(days=365)
    gross, orders, days = Decimal(0), set(), defaultdict(set)
    for row in rows:
        paid = row["Quantity"] * Decimal(repr(row["UnitPrice"]))
        when = row["InvoiceDate"].date()  # written as London's clock showed it
        if row["CustomerID"] is None or paid < 0:
            continue
        days[row["CustomerID"]].add(when)
        if when > after:
            gross += paid
            orders.add((row["CustomerID"], row["InvoiceNo"]))
    year, stay = look_back(retail(AS_OF))
    assert year.gross_revenue == gross
    # Orders that came back in full are none: some tens of the customers, a few per cent of orders.
    late = [who for who, seen in days.items() if max(seen) > after]
    assert 0.97 * len(late) < year.customers <= len(late)
    assert 0.97 * len(orders) < year.orders <= len(orders)
    assert stay.days == 182
