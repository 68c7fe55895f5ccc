"""What the pages show is what the library says, and nothing on them can run."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from tests.server.conftest import SHOP, Site

from volver.app.book.publish import open_book, take_away
from volver.app.workspace import Workspace
from volver.domain.errors import NotFound
from volver.present.book.cells import said
from volver.present.words import Words

if TYPE_CHECKING:
    from django.test import Client

SHEETS = {
    "value": ("value",),
    "figures": ("kpis", "changes"),
    "cohorts": ("cohorts",),
    "retention": ("retention", "subscriptions"),
    "acquisition": ("acquisition", "attribution"),
    "segments": ("segments", "standing", "moves"),
    "personas": ("likeness",),
    "journey": ("funnel", "journey"),
    "interactions": ("service", "troubles"),
    "data": ("quality",),
    "definitions": ("definition",),
    "forecast": ("forecast",),
}
OTHERS = ("overview", "customers", "find", "plans", "plans/new", "reports", "models", "people")
OTHERS += ("keys",)
OTHERS += ("segments/new", "help")
OTHERS += ("runs", "start")
OTHERS += ("budget", "budget?total=500", "recommendations?customer=1", "prices?change=-10")
OTHERS += ("my-list", "my-list/waiting", "agents")
OTHERS += ("webhooks", "goals")
OTHERS += ("webhooks",)
OTHERS += ("definitions/change", "definitions/change?annual_discount_rate=15")
pytestmark = pytest.mark.usefixtures("records")


class Tables(HTMLParser):
    """The tables of a page: by id, rows of cells as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self._rows: list[list[str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A table, a row or a cell begins."""
        if tag == "table":
            self._rows = self.tables[dict(attrs).get("id") or str(len(self.tables))] = []
        elif tag == "tr":
            self._rows.append([])
        elif tag in ("th", "td") and self._rows:
            self._rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        """A cell ends."""
        if tag in ("th", "td"):
            self._inside = False

    def handle_data(self, data: str) -> None:
        """Text, perhaps of a cell."""
        if self._inside:
            self._rows[-1][-1] += data


def _tables(text: str) -> dict[str, list[list[str]]]:
    reader = Tables()
    reader.feed(text)
    return reader.tables


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", SHEETS)
def test_a_page_shows_the_figures_of_the_library(
    site: Site, owner: "Client", page: str, language: str
) -> None:
    """Every cell of every table, as the published book has it."""
    answer = owner.get(f"/{SHOP}/{page}", headers={"accept-language": language})
    assert answer.status_code == 200
    shown = _tables(answer.content.decode())
    book = open_book(site.shop, language)
    words = Words(language, book.imprint.currency)
    for slug in SHEETS[page]:
        for grid in book.leaf(slug).grids:
            if not grid.rows:
                continue
            told = [
                [
                    said(cell, column.unit, words)
                    for cell, column in zip(row, grid.columns, strict=True)
                ]
                for row in grid.rows
            ]
            so_far = words("so far")
            seen = [
                [cell.removesuffix(so_far) for cell in row]
                for row in shown[f"table-{grid.slug}"][1:]
            ]
            assert seen in (told[:60], told[-60:]), grid.slug  # a long table shows its newest


def test_charts_of_pages_follow_their_theme(site: Site) -> None:
    """No chart of the book brings a colour of its own: it could not be seen in the dark."""
    figures = [figure for leaf in open_book(site.shop, "en").leaves for figure in leaf.figures]
    assert len(figures) > 8
    for figure in figures:
        text = json.dumps(figure.specification)
        assert "currentColor" in text, figure.name
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b", text), figure.name


def test_the_list_of_customers_is_the_published_table(site: Site, owner: "Client") -> None:
    """The values of the first page, best first, to the cent."""
    run = Workspace.open(site.shop).runs.latest()
    table = pq.read_table(run / "values.parquet").to_pylist()
    best = sorted((row["value"] for row in table if row["value"] is not None), reverse=True)[:50]
    text = owner.get(f"/{SHOP}/customers?sort=value").content.decode()
    rows = next(iter(_tables(text).values()))[1:]
    currency = json.loads((run / "card.json").read_text("utf-8"))["currency"]
    f = Words("en", currency).formats
    assert [row[2].split(" ")[0] for row in rows] == [f.money(value) for value in best]


def test_an_agent_sees_no_money_on_a_card(site: Site, owner: "Client") -> None:
    """The owner's card has it; what an agent gets holds no figure of worth in any form."""
    run = Workspace.open(site.shop).runs.latest()
    rows = pq.read_table(run / "values.parquet").to_pylist()
    best = max(rows, key=lambda row: row["value"] or 0)
    currency = json.loads((run / "card.json").read_text("utf-8"))["currency"]
    worth = Words("en", currency).formats.money(best["value"])
    address = f"/{SHOP}/customers/{best['customer_id']}"
    assert worth in owner.get(address).content.decode()
    shown = site.client("agent").get(address).content.decode()
    assert shown.count("<h1>") == 1
    assert worth not in shown
    assert worth[0] not in shown.partition("<main")[2]  # no sum of money at all
    assert best["value_class"].capitalize() not in shown


def test_pages_of_the_list_go_on_and_back(site: Site, owner: "Client") -> None:
    """Everybody once, whichever way."""
    seen, address = [], f"/{SHOP}/customers"
    while address:
        text = owner.get(address).content.decode()
        seen += re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', text)
        found = re.search(r'href="(\?[^"]+)" rel="next"', text)
        address = f"/{SHOP}/customers{found[1].replace('&amp;', '&')}" if found else ""
    total = len(pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet"))
    assert (len(seen), len(set(seen))) == (total, total)


@pytest.mark.parametrize(
    "asked",
    ["sort=name;drop table x", "cursor=AAAA", "class=king", "segment=nobody", "rule=1) or (1"],
)
def test_what_cannot_be_asked_is_an_error_in_words(owner: "Client", asked: str) -> None:
    """With the status of bad input, never a fall."""
    answer = owner.get(f"/{SHOP}/customers?{asked}")
    assert answer.status_code in (404, 422)
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("page", [*SHEETS, *OTHERS])
def test_nothing_on_a_page_can_run_but_our_own_scripts(owner: "Client", page: str) -> None:
    """No inline script, style or handler; and the browser is told so."""
    answer = owner.get(f"/{SHOP}/{page}")
    text = answer.content.decode()
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", text)
    assert all('type="application/json"' in one for one in inline)
    assert text.count("<h1") == 1
    assert answer.headers["Cache-Control"] == "private, no-store"


HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "{% debug %}")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_shown_as_text(site: Site, owner: "Client", text: str) -> None:
    """In every field that is free, wherever it comes back."""
    plan = {
        "name": f"try-{abs(hash(text)) % 10**6}", "segment": "best", "action": "call", "goal": text,
        "owner": text, "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
    }  # fmt: skip
    assert owner.post(f"/{SHOP}/plans/new", plan).status_code == 302
    owner.post(f"/{SHOP}/plans/{plan['name']}/approve", {"note": text})
    pages = [
        owner.get(f"/{SHOP}/plans/{plan['name']}"),
        owner.get(f"/{SHOP}/plans"),
        owner.get(f"/{SHOP}/customers", {"search": text}),
        owner.get(f"/{SHOP}/find", {"search": text}),
        owner.get(f"/{SHOP}/trail"),
        owner.post(f"/{SHOP}/plans/new", {**plan, "name": text}),
        owner.post(f"/{SHOP}/people", {"email": text, "role": text}),
        site.client().post("/welcome", {"name": text, "email": text, "code": text}),
        owner.get(f"/{SHOP}/plans/none", {"next": text}),
    ]
    for answer in pages:
        body = answer.content.decode()
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert ">49<" not in body


def test_a_plan_goes_from_draft_to_running(site: Site, owner: "Client") -> None:
    """A marketer drafts, cannot approve, an owner approves, a marketer starts; nothing twice."""
    marketer = site.client("marketer")
    plan = {
        "name": "spring", "segment": "good", "action": "call", "owner": "Eva",
        "first_day": "2027-01-01", "last_day": "2027-02-01", "budget": "100", "holdout": "10",
    }  # fmt: skip
    assert marketer.post(f"/{SHOP}/plans/new", plan).status_code == 302
    assert marketer.post(f"/{SHOP}/plans/spring/approve").status_code == 403
    assert marketer.post(f"/{SHOP}/plans/spring/start").status_code == 422
    assert owner.post(f"/{SHOP}/plans/spring/approve").status_code == 302
    assert owner.post(f"/{SHOP}/plans/spring/approve").status_code == 422
    assert marketer.post(f"/{SHOP}/plans/spring/start").status_code == 302
    assert "Running" in owner.get(f"/{SHOP}/plans/spring").content.decode()
    assert f'href="/{SHOP}/plans/spring"' in owner.get(f"/{SHOP}/plans").content.decode()


def test_an_unpublished_workspace_says_what_to_do(site: Site) -> None:
    """The other workspace has no run yet."""
    stranger = site.client("stranger")
    assert stranger.get("/other/overview").headers["Location"] == "/other/start"
    text = stranger.get("/other/value")
    assert text.status_code == 404
    assert "volver run" in text.content.decode()


@pytest.mark.parametrize("kind", ["csv", "csv-es", "xlsx", "parquet"])
def test_a_table_that_is_taken_away_is_the_librarys(
    site: Site, owner: "Client", tmp_path: Path, kind: str
) -> None:
    """Byte for byte what `volver book --format` writes; an Excel file is compared by its name."""
    book = open_book(site.shop, "en")
    (first, *_) = take_away(book, kind, "cohorts", tmp_path)
    table = first.stem.removeprefix("cohorts-")
    answer = owner.get(f"/{SHOP}/tables/cohorts/{table}.{kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{first.name}"'
    if kind != "xlsx":  # which holds the moment of its making
        assert answer.content == first.read_bytes()


def test_a_newer_run_is_shown_at_once_and_a_changed_one_never(site: Site, tmp_path: Path) -> None:
    """The next page after `volver run`; not after somebody touched its files."""
    from volver.server.readers import run_of

    folder = tmp_path / "shop"
    shutil.copytree(site.shop, folder)
    runs = folder / ".volver" / "runs"
    old = run_of(folder)
    assert run_of(folder) is old
    shutil.copytree(old.folder, runs / "later")
    (runs / "latest").write_text("later\n", "utf-8")
    new = run_of(folder)
    assert (new.run_id, new.folder.name) == ("later", "later")
    shutil.copytree(new.folder, runs / "changed")
    (runs / "changed" / "card.json").write_text("{}", "utf-8")
    (runs / "latest").write_text("changed\n", "utf-8")
    with pytest.raises(NotFound, match="has been changed"):
        run_of(folder)
