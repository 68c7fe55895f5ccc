"""What the API answers is what the library says."""

import math
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.server.api_callers import BASE, key_of, with_key
from tests.server.conftest import Site
from tests.server.test_api import AGENT, OWNER

from volver.app.book.publish import open_book
from volver.app.kpi import kpi
from volver.app.published import PublishedRun
from volver.app.related import related_products
from volver.app.workspace import Workspace
from volver.domain.measure import written
from volver.store.shelf import FILE, FOLDER

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")


@pytest.mark.parametrize("language", ["en", "es"])
def test_sheets_are_the_librarys(site: Site, owner: "Client", language: str) -> None:
    """Every cell of every table of every sheet; what is no finite number is null."""
    book = open_book(site.shop, language)
    listed = owner.get(f"{BASE}/sheets", headers={"accept-language": language}).json()
    assert len(listed) > 15
    cells = 0
    for entry in listed:
        address = f"{BASE}/{entry['address']}"
        told = owner.get(address, headers={"accept-language": language}).json()
        leaf = book.leaf(entry["slug"])
        assert (told["title"], told["question"]) == (leaf.title, leaf.question)
        for table, grid in zip(told["tables"], leaf.grids, strict=True):
            assert [column["title"] for column in table["columns"]] == [
                column.title for column in grid.columns
            ]
            for record, row in zip(table["records"], grid.rows, strict=True):
                assert list(record) == [column.name for column in grid.columns]
                for column, cell in zip(grid.columns, row, strict=True):
                    assert record[column.name] == _plain(cell, column.unit)
                    cells += 1
    assert cells > 2_000


def _plain(cell: Any, unit: str) -> Any:
    if isinstance(cell, float) and not math.isfinite(cell):
        return None
    if unit == "month" and isinstance(cell, int):
        return written(cell, "month")
    return cell.isoformat() if hasattr(cell, "isoformat") else cell


def test_customers_are_the_published_ones(site: Site, owner: "Client") -> None:
    """Everybody once by cursor, forth and back, with the figures of values.parquet."""
    table = pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet").to_pylist()
    known = {row["customer_id"]: row for row in table}
    for size in (200, 41):
        seen, cursor, last = [], "", None
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = owner.get(f"{BASE}/customers?sort=value&limit={size}{more}").json()
            assert page["total"] == len(known)
            seen += page["lines"]
            cursor, last = page["next"], page
        assert [line["customer_id"] for line in seen] == list(
            dict.fromkeys(line["customer_id"] for line in seen)
        )
        assert {line["customer_id"] for line in seen} == set(known)
        for line in seen:
            row = known[line["customer_id"]]
            for name in ("value", "value_low", "value_high", "p_alive", "orders"):
                assert line[name] == row[name]
            assert line["margin_to_date"] == float(row["margin_to_date"])
            assert line["last_order"] == row["last_order"].isoformat()
        assert last is not None
        before = owner.get(f"{BASE}/customers?sort=value&limit={size}&cursor={last['previous']}")
        assert before.json()["next"] is not None


def test_an_agent_gets_no_money_in_any_form(site: Site) -> None:
    """The card of the best customer, and what may be offered: no worth, no amount, no arm."""
    table = pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet").to_pylist()
    best = max(table, key=lambda row: row["value"] or 0)
    card, offers = f"{BASE}/customers/{best['customer_id']}", f"{BASE}/offers/{best['customer_id']}"
    owners = with_key(site, key_of(OWNER)).get(card).json()
    assert owners["worth"]["value"] == best["value"]
    program = with_key(site, key_of(AGENT))
    told = program.get(card).json()
    assert (told["worth"], told["arms"]) == (None, [])
    assert {event["margin"] for event in told["events"]} == {None}
    assert told["orders"] == best["orders"]
    assert "£" not in program.get(offers).content.decode()
    assert str(best["value"]) not in program.get(card).content.decode()


def test_a_figure_is_the_catalogues(site: Site, owner: "Client") -> None:
    """By year, as `volver kpi` has it; some of all, for each is counted anew."""
    here = Workspace.open(site.shop)
    listed = owner.get(f"{BASE}/kpis").json()
    assert len(listed) > 40
    for entry in listed[::6]:
        told = owner.get(f"{BASE}/kpis/{entry['slug']}?by=year").json()
        found = kpi(here, entry["slug"], "year", None, None, None, "en")
        assert [one["value"] for one in told["records"]] == [one["value"] for one in found.records]
        assert told["lacks"] == found.lacks
    assert owner.get(f"{BASE}/kpis/nothing").status_code == 404


def test_a_rule_is_counted_and_added_up(site: Site, owner: "Client") -> None:
    """Against the published table, customer by customer."""
    table = pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet").to_pylist()
    meant = [row for row in table if row["orders"] >= 3]
    told = owner.get(f"{BASE}/segments/preview", {"rule": "orders >= 3"}).json()
    assert told["figures"]["customers"] == len(meant)
    assert told["everybody"] == len(table)
    assert told["figures"]["value"] == pytest.approx(sum(row["value"] for row in meant))
    assert told["figures"]["margin"] == pytest.approx(
        float(sum(row["margin_to_date"] for row in meant))
    )


def test_related_products_are_the_librarys(site: Site, owner: "Client") -> None:
    """For every product of the shop; pairs themselves are counted again in tests/app."""
    shelf = Workspace.open(site.shop).runs.latest() / FOLDER / FILE
    with duckdb.connect(shelf, read_only=True) as held:
        found = held.execute("SELECT DISTINCT product_id FROM product_lines").fetchall()
    products = {product for (product,) in found} - {""}
    with PublishedRun.open(site.shop) as run:
        for product in sorted(products):
            told = owner.get(f"{BASE}/related/{product}?limit=20").json()
            found = related_products(run, product, 20, "en")
            assert told["product_id"] == product
            assert told["lacks"] == found.lacks
            assert [one["product_id"] for one in told["related"]] == [
                one.product_id for one in found.related
            ]
    assert owner.get(f"{BASE}/related/none").status_code == 404
