"""The main job on Online Retail against a recount in plain Python that shares no code."""

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from volver.app.demo import DATA, MAPPING
from volver.app.run import Published, run
from volver.app.workspace import Workspace, toml_text
from volver.domain.ports import Quiet
from volver.domain.settings import Settings

ORDERS = Path("src/volver/app/demo_data") / DATA
CENT = Decimal("0.01")
pytestmark = pytest.mark.slow


class Recount:
    """Money by customer, before and after refunds, from the raw lines."""

    def __init__(self) -> None:
        self.gross: dict[str, Decimal] = defaultdict(Decimal)
        self.net: dict[str, Decimal] = defaultdict(Decimal)
        self.anonymous_lines = 0
        lines = pq.read_table(ORDERS).to_pylist()
        self.lines = len(lines)
        for line in lines:
            paid = line["Quantity"] * Decimal(repr(line["UnitPrice"]))
            if line["CustomerID"] is None:
                self.anonymous_lines += 1
                continue
            customer = str(line["CustomerID"])
            self.net[customer] += paid
            self.gross[customer] += max(paid, Decimal(0))


@pytest.fixture(scope="module")
def recount() -> Recount:
    """The recount, once."""
    return Recount()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The whole job in revenue, so that its money can be recounted."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / DATA).write_bytes(ORDERS.read_bytes())
    settings = Settings(currency="GBP", time_zone="Europe/London")
    (folder / "volver.toml").write_text(toml_text(settings, {DATA: MAPPING}, {}), "utf-8")
    return run(Workspace.open(folder), None, Quiet())


@pytest.fixture(scope="module")
def rows(published: Published) -> list[dict[str, Any]]:
    """The published table."""
    found: list[dict[str, Any]] = pq.read_table(published.folder / "values.parquet").to_pylist()
    return found


def test_the_totals_of_the_report_equal_the_recount_to_the_cent(
    published: Published, recount: Recount
) -> None:
    """Before and after refunds, over all customers."""
    shown = {metric.slug: metric.value for metric in published.data.metrics}
    gross, net = sum(recount.gross.values()), sum(recount.net.values())
    assert Decimal(repr(shown["gross_revenue"])).quantize(CENT) == gross.quantize(CENT)
    assert Decimal(repr(shown["revenue"])).quantize(CENT) == net.quantize(CENT)
    assert Decimal(repr(shown["refunds"])).quantize(CENT) == (gross - net).quantize(CENT)


def test_each_customer_is_worth_to_date_what_the_recount_says(
    rows: list[dict[str, Any]], recount: Recount
) -> None:
    """To the cent; a customer without a row kept no order, so brought nothing or less."""
    for row in rows:
        assert abs(row["margin_to_date"] - recount.net[str(row["customer_id"])]) < CENT / 2
    absent = set(recount.net) - {str(row["customer_id"]) for row in rows}
    assert all(recount.net[customer] <= 0 for customer in absent)


def test_no_row_of_the_file_is_lost(published: Published, recount: Recount) -> None:
    """541,909 lines in; 135,080 of them name no customer."""
    (load,) = published.data.quality.loads
    assert load.rows_in == recount.lines == 541_909
    assert load.accepted + load.rejected + load.duplicates == load.rows_in
    assert load.anonymous == recount.anonymous_lines == 135_080


def test_every_customer_has_a_value_an_interval_a_class_and_a_reason(
    rows: list[dict[str, Any]],
) -> None:
    """Nobody is dropped and nothing is NaN."""
    for row in rows:
        assert row["value_low"] <= row["value"] <= row["value_high"]
        assert row["expected_orders_low"] <= row["expected_orders_high"]
        assert 0 <= row["p_alive"] <= 1
        assert row["value_class"] in {"best", "potential", "good", "never_profitable"}
        assert row["reason"]
        assert row["basis"] == "revenue: no cost given"


def test_a_fit_without_detectable_dropout_is_rejected_in_words(published: Published) -> None:
    """Online Retail cannot tell how customers leave: BG/NBD is degenerate, and it is said."""
    scores = published.data.card.score_card.scores
    rejected = {score.candidate: score.rejected for score in scores if score.rejected}
    assert "bg-nbd" in rejected
    assert "dropout" in rejected["bg-nbd"]
    assert published.data.card.model not in rejected


def test_the_same_run_gives_the_same_files_bit_for_bit(
    published: Published, tmp_path: Path
) -> None:
    """Another folder, the same orders: the same table and the same card."""
    shop = tmp_path / published.data.shop
    shop.mkdir()
    for name in (DATA, "volver.toml"):
        (shop / name).write_bytes((published.folder.parents[2] / name).read_bytes())
    again = run(Workspace.open(shop), None, Quiet())
    assert again.folder.name == published.folder.name
    for name in ("values.parquet", "values.csv", "card.json", "report.html"):
        assert (again.folder / name).read_bytes() == (published.folder / name).read_bytes()
