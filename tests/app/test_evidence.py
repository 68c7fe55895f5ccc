"""The evidence of a run, as a notebook and the report ask for it."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from tests.app.shop import write_shop
from tests.predict.worlds import LEAVING

import volver
from volver.app.run import run
from volver.domain.ports import Quiet
from volver.stats.simulate import simulate

pytestmark = pytest.mark.slow

HEADER = ["customer_id", "order_date", "amount"]
TESTED = ("tracking", "tracking_total", "past_orders", "calibration", "pit")


def table(customers: int) -> pd.DataFrame:
    """Orders of a simulated shop."""
    orders, _ = simulate(LEAVING, customers, 400, 600, 1, np.random.default_rng(7))
    days = [date(2023, 1, 1) + timedelta(days=int(day)) for day in orders.day]
    return pd.DataFrame({"who": orders.customer, "day": days, "paid": orders.amount.round(2)})


def valued(customers: int) -> "volver.Values":
    """What a notebook has after its first line."""
    return volver.value(
        table(customers), customer="who", date="day", amount="paid", currency="EUR",
        model="mbg-nbd", horizon="90d",
    )  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """A shop of 300 customers."""
    return valued(300)


@pytest.mark.parametrize("name", [*TESTED, "between_orders"])
def test_a_notebook_shows_each_chart_by_its_name(found, name):
    """With its finding, and the same figures as a table."""
    drawing = getattr(found.charts, name)()
    assert drawing.name == name
    assert drawing._repr_mimebundle_()
    assert drawing.table.rows


def test_a_notebook_shows_how_sure_it_is_that_customers_are_still_there(found):
    """As a table of all customers, and over the time of one, by an id of any type."""
    grid = found.charts.alive_matrix()
    assert "<table>" in grid._repr_html_()
    drawing = found.charts.alive_history(7)
    frame = found.to_pandas()
    told = frame.loc[frame.customer_id.astype(str) == "7", "p_alive"].item()
    assert drawing.title.startswith(f"Customer 7: P(alive) is {told:.0%}")


@pytest.mark.parametrize("name", TESTED)
def test_where_nothing_could_be_tested_no_chart_is_made_up(name):
    """Forty customers are too few for a backtest: the reason is said instead."""
    with pytest.raises(ValueError, match="no test of a forecast"):
        getattr(valued(40).charts, name)()


def test_a_run_puts_its_evidence_into_the_report(tmp_path):
    """Orders that came in the test are those of the score card's last origin."""
    shop = write_shop(tmp_path)
    table(300).to_csv(tmp_path / "orders.csv", index=False, header=HEADER)
    published = run(shop, None, Quiet())
    seen, card = published.data.evidence, published.data.card
    last = [one for one in card.score_card.scores if one.candidate == card.model][-1]
    came = sum(group.actual * group.customers for group in seen.frequencies)
    assert came == pytest.approx(last.total_orders.actual)
    page = published.report.read_text("utf-8")
    assert "More on the test that began" in page
    assert "figure-past_orders" in page


def test_a_run_that_could_test_nothing_shows_no_evidence(tmp_path):
    """Forty customers: the report says why, and leaves nothing to unfold."""
    published = run(write_shop(tmp_path), None, Quiet())
    assert published.data.evidence is None
    assert "More on the test" not in published.report.read_text("utf-8")
