"""A shop where everything is called by an attack: each is shown as text and does nothing."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from tests.server.conftest import SHOP, Blocked, Site, forget
from tests.server.hostile import ATTACKS, PACK, make
from tests.server.markup import Parts
from tests.server.test_pages import SHEETS

from volver.app.book.publish import open_book
from volver.app.workspace import Workspace

if TYPE_CHECKING:
    from django.test import Client

EVIL = "evil"
PLAIN = (
    *SHEETS, "overview", "find", "plans", "plans/new", "reports", "models", "people", "trail",
    "webhooks", "goals", "reports/report", "reports/book", "definitions/change?level=80",
)  # fmt: skip
NUMBER = re.compile(r"[-+]?[0-9.,]+(e[-+]?[0-9]+)?%?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.fixture(scope="module")
def shop(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The hostile shop, shown by the same server, with a hostile name and a hostile owner."""
    from volver.server.accounts.models import Membership, User
    from volver.server.accounts.models import Workspace as Shown

    folder = make(tmp_path_factory.mktemp("hostile") / EVIL)
    shown = Shown.objects.create(slug=EVIL, name=PACK["xss"][1], folder=str(folder))
    person = User.objects.create_user("evil@example.com", name=PACK["xss"][18])
    Membership.objects.create(user=person, workspace=shown, role="owner")
    yield folder
    person.delete()
    forget(shown)


@pytest.fixture
def evil(site: Site, shop: Path) -> "Client":
    """The browser of its owner."""
    return site.client("evil")


@pytest.fixture(scope="module")
def ours(site: Site) -> set[tuple[str, str]]:
    """Every kind of element and attribute of the pages of a shop without an attack."""
    client, kinds = site.client("owner"), set[tuple[str, str]]()
    best = pq.read_table(Workspace.open(site.shop).runs.latest() / "values.parquet")
    cards = [f"customers/{one}" for one in best["customer_id"].to_pylist()[:40]]
    for place in (*PLAIN, "customers", "customers?segment=none", "find?search=1", *cards):
        kinds |= Parts(client.get(f"/{SHOP}/{place}").content.decode()).kinds
    return kinds


def _get(client: "Client", place: str) -> str:
    answer = client.get(f"/{EVIL}/{place}")
    assert answer.status_code == 200, place
    return answer.content.decode()


def _shown(page: str, ours: set[tuple[str, str]], place: str) -> set[str]:
    """The attacks that stand on a page as text; nothing of them is anything else."""
    parts = Parts(page)
    strange = {kind for kind in parts.kinds - ours if kind[0] not in _HARMLESS}
    assert strange == set(), place
    assert not [one for one in parts.kinds if one[1].startswith(("on", "hx-on"))], place
    assert not [one for one in parts.addresses if not _is_ours(one)], place
    assert parts.comments == 0, place
    text = "\n".join(parts.text)
    return {attack for attack in ATTACKS if attack in text}


_HARMLESS: set[str] = {"ul", "li", "ol"}
"""A shop of another size may have a list where ours has a sentence."""


def _is_ours(address: str) -> bool:
    return address.startswith(("#", "?", "data:image/svg+xml", "/")) and address[:2] != "//"


def test_the_packs_are_whole() -> None:
    """As PROMISES counts them."""
    least = {"xss": 60, "csv": 30, "redirect": 30, "path": 20, "header": 20, "host": 20}
    assert {name for name, count in least.items() if len(PACK[name]) < count} == set()


def test_no_page_lets_a_name_be_more_than_text(
    evil: "Client", shop: Path, ours: set[tuple[str, str]], blocked: Blocked
) -> None:
    """Every page, the report and the book, in English and in Spanish."""
    pairs = 0
    for language in ("en", "es"):
        for place in PLAIN:
            page = evil.get(f"/{EVIL}/{place}", headers={"accept-language": language})
            assert page.status_code == 200, place
            pairs += len(_shown(page.content.decode(), ours, f"{language} {place}"))
    assert pairs > 400
    blocked("XSS: attack x page that showed it as text", pairs)


def test_every_attack_has_been_a_customer(
    evil: "Client", shop: Path, ours: set[tuple[str, str]], blocked: Blocked
) -> None:
    """In the list, and a third of them on a card of its own, to which the list leads."""
    place, listed, cards = "customers", set[str](), list[str]()
    while place:
        page = _get(evil, place)
        listed |= _shown(page, ours, place)
        cards += re.findall(rf'<th scope="row"><a href="/{EVIL}/([^"]+)">', page)
        found = re.search(r'href="(\?[^"]+)" rel="next"', page)
        place = f"customers{found[1].replace('&amp;', '&')}" if found else ""
    assert len(cards) == len(set(cards)) > 100
    on_cards, starts = set[str](), tuple(PACK["xss"][::3])
    for place in cards:
        if not unquote(unescape(place)).partition("/")[2].startswith(starts):
            continue  # a card takes long: a third of them has to do
        on_cards |= _shown(_get(evil, unescape(place)), ours, place)
    values = pq.read_table(Workspace.open(shop).runs.latest() / "values.parquet")
    ids = values["customer_id"].to_pylist()  # of those who have ordered
    called = {attack for attack in ATTACKS if any(one.startswith(attack) for one in ids)}
    assert len(called & set(PACK["xss"])) >= 60
    assert listed >= called
    assert on_cards >= called & set(starts)
    blocked("XSS: attacks in the list of customers", len(listed))
    blocked("XSS: attacks on cards", len(on_cards))


@pytest.mark.usefixtures("records")
def test_what_is_typed_is_text_as_well(
    evil: "Client", shop: Path, ours: set[tuple[str, str]], blocked: Blocked
) -> None:
    """In every field of every form, whether it is taken or given back as a mistake."""
    plan = {
        "name": "try", "segment": "best", "action": "call", "first_day": "2027-01-01",
        "last_day": "2027-02-01", "holdout": "10",
    }  # fmt: skip
    goal = {
        "metric": "margin", "window": "whole", "target": "1", "due": "2099-01-01", "owner": "Eva",
        "area": "sales",
    }  # fmt: skip
    for n, text in enumerate(PACK["xss"]):
        given = {**plan, "name": f"try-{n}", "owner": "Eva", ("goal", "owner")[n % 2]: text}
        pages = [
            evil.get(f"/{EVIL}/customers", {"search": text, "class": text, "sort": text}),
            evil.get(f"/{EVIL}/customers", {"rule": text}),
            evil.get(f"/{EVIL}/find", {"search": text}),
            evil.post(f"/{EVIL}/plans/new", {**given, "name": text, "segment": text}),
            evil.post(f"/{EVIL}/people", {"email": text, "role": text}),
            evil.post(f"/{EVIL}/webhooks", {"address": text, "events": text}),
            evil.post(f"/{EVIL}/goals/set", {**goal, ("owner", "area")[n % 2]: text, "due": text}),
            evil.get(f"/{EVIL}/definitions/change", {"horizon": text, "order_cost": text}),
            evil.post(f"/{EVIL}/definitions/change", {"level": "80", "note": text}),
        ]
        if n % 9 == 0:  # a draft takes as long as all of the others
            assert evil.post(f"/{EVIL}/plans/new", given).status_code == 302
            pages.append(evil.get(f"/{EVIL}/plans/try-{n}"))
            said = {**goal, "owner": text[:120], "area": text[-120:]}
            assert evil.post(f"/{EVIL}/goals/set", said).status_code == 302
        for page in pages:
            assert page.status_code in (200, 404, 409, 422)
            _shown(page.content.decode(), ours | _FORMS, text)
        blocked("XSS: attacks in each field of a form")
    approved = evil.post(f"/{EVIL}/plans/try-0/approve", {"note": PACK["xss"][0]})
    assert approved.status_code == 302
    closed = evil.post(f"/{EVIL}/goals/{_first_goal()}/close", {"note": PACK["xss"][0]})
    assert closed.status_code == 302
    for place in ("plans", "plans/try-0", "goals", "trail"):
        _shown(_get(evil, place), ours | _FORMS, place)


def _first_goal() -> int:
    from volver.server.goals.models import Goal

    return int(Goal.objects.filter(workspace__slug=EVIL).earliest("pk").pk)


_FORMS = {
    (tag, name) for tag in ("input", "select") for name in ("aria-invalid", "aria-describedby")
}
_FORMS |= {(tag, name) for tag in ("strong", "p", "div") for name in ("class", "id", "role")}
_FORMS |= {("textarea", name) for name in ("aria-invalid", "aria-describedby")}
_FORMS |= {("strong", ""), ("button", "aria-label"), ("button", "class"), ("input", "aria-label")}
"""What stands only where something was typed wrongly."""


def test_no_cell_that_is_taken_away_is_a_formula(
    evil: "Client", shop: Path, blocked: Blocked
) -> None:
    """Every table of every sheet, and the values of all customers, as a spreadsheet opens them."""
    cells = list[str]()
    book = open_book(shop, "en")
    for leaf in book.leaves:
        for grid in leaf.grids:
            for kind, sign in (("csv", ","), ("csv-es", ";")):
                answer = evil.get(f"/{EVIL}/tables/{leaf.slug}/{grid.slug}.{kind}")
                assert answer.status_code == 200
                assert re.fullmatch(
                    r'attachment; filename="[\w.-]+"', answer.headers["Content-Disposition"]
                )
                text = answer.content.decode("utf-8-sig")
                cells += [c for row in csv.reader(io.StringIO(text), delimiter=sign) for c in row]
    values = (Workspace.open(shop).runs.latest() / "values.csv").read_text("utf-8-sig")
    cells += [cell for row in csv.reader(io.StringIO(values)) for cell in row]
    bad = {c for c in cells if c.startswith(FORMULA) and not NUMBER.fullmatch(c)}
    assert bad == set()
    guarded = {attack for attack in PACK["csv"] if any(attack in cell for cell in cells)}
    assert guarded == set(PACK["csv"])
    blocked("CSV: formulas that came out as text", len(guarded))
    blocked("CSV: cells that were looked at", len(cells))
