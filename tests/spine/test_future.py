"""The future cannot change the past: from the file to values, classes, reasons and model card."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.predict.worlds import LEAVING

from volver.app.value import value_file
from volver.app.workspace import SourceFile
from volver.domain.ports import Quiet
from volver.domain.settings import Settings
from volver.stats.simulate import simulate

pytestmark = pytest.mark.slow

START = date(2023, 1, 1)
DAYS = 730
HEADER = "order,customer,date,amount,cost"
MAPPING = {"columns": {name: name for name in HEADER.split(",")}}
Row = tuple[int, str, int, float, float | None]
"""Order, customer, day after START, amount, cost."""


def book(seed: int, customers: int) -> list[Row]:
    """Orders with refunds, lines without a cost and days with two orders, by day."""
    orders, _ = simulate(LEAVING, customers, 540, DAYS, 1, np.random.default_rng(seed))
    random = np.random.default_rng(seed + 1)
    rows: list[Row] = []
    for n, (who, day, paid) in enumerate(
        zip(orders.customer, orders.day, orders.amount, strict=True)
    ):
        amount = round(float(paid), 2)
        cost = None if random.random() < 0.2 else round(amount * random.uniform(0.3, 1.1), 2)
        rows.append((n, f"c{who}", int(day), amount, cost))
        if random.random() < 0.1:
            rows.append((n, f"c{who}", int(day) + int(random.integers(0, 90)), -amount, cost))
        if random.random() < 0.1:
            rows.append((n + 100_000, f"c{who}", int(day), 5.0, None))
    return sorted(rows, key=lambda row: row[2])


def found(folder: Path, rows: list[Row], as_of: int) -> tuple[list[dict], dict]:
    """The published table and the model card, without its counts of what was read."""
    path = folder / "orders.csv"
    lines = [
        f"{order},{who},{START + timedelta(days=day)},{amount},{'' if cost is None else cost}"
        for order, who, day, amount, cost in rows
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", "utf-8")
    asked = Settings(currency="EUR")
    valued = value_file(
        SourceFile(path, MAPPING, {}), asked, START + timedelta(days=as_of), Quiet()
    )
    card = {**valued.card}
    card["data"] = {key: value for key, value in card["data"].items() if key != "loads"}
    return valued.arrow().to_pylist(), card


def check(folder: Path, rows: list[Row], as_of: int) -> None:
    """Rows of later days, the refunds of earlier orders among them, change no bit of the answer."""
    past = [row for row in rows if row[2] <= as_of]
    assert 0 < len(past) < len(rows)
    assert found(folder, past, as_of) == found(folder, rows, as_of)


@pytest.mark.parametrize("customers", [40, 900], ids=["by a formula", "by a model"])
def test_what_comes_later_changes_nothing(tmp_path: Path, customers: int) -> None:
    """Neither where a formula must do nor where a backtest chooses a model."""
    check(tmp_path, book(5, customers), 600)


@pytest.mark.long
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seed=st.integers(0, 10**6), customers=st.integers(2, 400), as_of=st.integers(120, DAYS - 120)
)
def test_what_comes_later_changes_nothing_in_any_book(
    tmp_path: Path, seed: int, customers: int, as_of: int
) -> None:
    """Sixty books and days."""
    rows = book(seed, customers)
    assume(rows[0][2] <= as_of < rows[-1][2])
    check(tmp_path, rows, as_of)
