"""The Python client, against the real server."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyarrow.parquet as pq
import pytest
from tests.server.api_callers import key_of
from tests.server.conftest import SHOP, Site

from volver import client as module
from volver.app.book.publish import open_book
from volver.app.plan import plan
from volver.app.workspace import Workspace
from volver.client import Client
from volver.domain.errors import BadInput, Busy, NotFound, VolverError

HOST = "localhost"
PLAN = ("by-client", "best", "call", "Ana", date(2027, 1, 1), date(2027, 2, 1))


@pytest.fixture
def shop(site: Site, served: str) -> Iterator[Client]:
    """An owner's client."""
    from volver.server.keys.models import ApiKey, Kept

    yield Client(served, SHOP, key_of("owner"))
    Kept.objects.all().delete()
    ApiKey.objects.all().delete()


def test_customers_come_page_after_page(site: Site, shop: Client) -> None:
    """Everybody once, typed, with the published figures; narrowed down where that is asked."""
    table = pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet").to_pylist()
    known = {row["customer_id"]: row for row in table}
    found = list(shop.customers(sort="value"))
    assert len(found) == len(known) > module.LARGEST_PAGE
    for one in found:
        row = known[one.customer_id]
        assert (one.value, one.orders) == (row["value"], row["orders"])
        assert one.last_order == row["last_order"]
    best = list(shop.customers(value_class="best"))
    assert {one.customer_id for one in best} == {
        row["customer_id"] for row in table if row["value_class"] == "best"
    }


def test_every_question_has_its_answer(site: Site, shop: Client) -> None:
    """One of each, as the library has it."""
    best = next(shop.customers(sort="value"))
    assert shop.card(best.customer_id)["worth"]["value"] == best.value
    assert shop.offers(best.customer_id)["customer_id"] == best.customer_id
    leaf = open_book(site.shop, "en").leaf("cohorts")
    sheet = shop.sheet("cohorts")
    assert sheet.title == leaf.title
    assert {name: len(rows) for name, rows in sheet.tables.items()} == {
        grid.slug: len(grid.rows) for grid in leaf.grids
    }
    assert "aov" in [one["slug"] for one in shop.kpis()]
    assert [row["period"] for row in shop.kpi("aov", "year", since="2024-01")]
    assert shop.preview("orders >= 1")["figures"]["customers"] == len(list(shop.customers()))
    assert shop.me()["role"] == "owner"
    assert shop.run()["run_id"] == shop.overview()["run_id"]
    assert shop.models()["scores"]
    with pytest.raises(NotFound):
        shop.related("a product / that ? nobody & has")


def test_a_plan_is_drafted_once(site: Site, shop: Client) -> None:
    """The same word twice is one event; then it is approved, started and closed."""
    for _ in range(2):
        made = shop.draft_plan(*PLAN, word="nightly", budget=50.0)
        assert made["state"] == "draft"
    assert len(plan(site.shop, "by-client").events) == 1
    with pytest.raises(Busy):
        shop.draft_plan(*PLAN, word="nightly", budget=51.0)
    steps = (shop.approve_plan, shop.start_plan, shop.close_plan)
    assert [step("by-client")["state"] for step in steps] == ["approved", "running", "closed"]
    assert shop.plan("by-client")["state"] == "closed"
    assert "by-client" in [one["proposal"]["name"] for one in shop.plans()]


def test_errors_are_those_of_the_house(served: str, shop: Client) -> None:
    """By their kind, in the language that is asked for, and without the key."""
    with pytest.raises(NotFound, match="no such customer"):
        shop.card("nobody")
    with pytest.raises(BadInput, match="schema"):
        list(shop.customers(sort="nothing"))
    with pytest.raises(NotFound, match="no sheet"):
        shop.sheet("nothing")
    with pytest.raises(VolverError, match="No llegó") as caught:
        Client(served, SHOP, "vk_secret", language="es").me()
    assert "vk_secret" not in f"{caught.value}{Client(served, SHOP, 'vk_secret')!r}"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://example.com", "in the clear"),
        ("ftp://example.com", "no address"),
        ("clv.example.com", "no address"),
        ("https://example.com/somewhere", "no address"),
    ],
)
def test_a_key_goes_nowhere_in_the_clear(address: str, said: str) -> None:
    """But to this machine, or where somebody says so."""
    with pytest.raises(BadInput, match=said):
        Client(address, SHOP, "vk_x")
    assert Client("http://example.com", SHOP, "vk_x", plain_http=True)


def test_nothing_is_followed_elsewhere_and_silence_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key is not carried to where an answer points; a server that is gone is an error."""
    monkeypatch.setattr(module, "REST", 0.0)
    asked: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Somewhere else."""
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"http://{HOST}:{self.server.server_port}/stolen")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = HTTPServer((HOST, 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    here = Client(f"http://{HOST}:{server.server_port}", SHOP, "vk_x")
    with pytest.raises(VolverError, match="answered 302"):
        here.me()
    assert asked == [f"/api/v1/{SHOP}/me"]
    server.shutdown()
    server.server_close()
    with pytest.raises(VolverError, match="does not answer"):
        here.me()
