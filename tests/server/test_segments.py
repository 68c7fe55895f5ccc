"""Segments by hand: a rule in lines and as text, whom it means, and what is saved of it."""

import re
from collections.abc import Iterator
from html import unescape
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from tests.decide.segments import hostile
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import HOSTILE

from volver.app.published import PublishedRun
from volver.app.segment import ask
from volver.app.segment_file import delete, history, save
from volver.app.workspace import FILE, Workspace
from volver.domain.errors import BadInput, Busy, NotFound
from volver.store.newest import Newest

if TYPE_CHECKING:
    from django.test import Client

NEW = f"/{SHOP}/segments/new"
pytestmark = pytest.mark.usefixtures("records", "as_it_was")


@pytest.fixture
def as_it_was(site: Site) -> Iterator[None]:
    """volver.toml as it was before, when the test has written what it likes."""
    file = site.shop / FILE
    before = file.read_bytes()
    yield
    if file.read_bytes() != before:
        file.write_bytes(before)
    (site.shop / ".volver" / "segments.jsonl").unlink(missing_ok=True)


def lines(*given: tuple[str, ...], join: str = "all") -> dict[str, str]:
    """One group of lines as a browser sends it: field, operator, value, of what, days."""
    sent = {"g0": join}
    for at, line in enumerate(given):
        parts = zip(("field", "operator", "value", "of", "days"), line, strict=False)
        sent |= {f"g0l{at}-{part}": text for part, text in parts}
    return sent


def text_of(page: str) -> str:
    """The rule in the box of a page."""
    found = re.search(r'<textarea[^>]*id="rule"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found
    return unescape(found[1])


def counted(page: str) -> int:
    """How many customers a page says there are."""
    found = re.search(r'id="count">([\d,]+)', page)
    assert found
    return int(found[1].replace(",", ""))


RULES = ("orders >= 3", "days_since_last > 60 or p_alive < 0.2", 'value_class in ("best", "good")',
         "value > 100 and not (orders = 1 or margin in last 90 days < 20)")  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_the_count_is_that_of_the_command_line(site: Site, owner: "Client", rule: str) -> None:
    """As `volver segment RULE` says, and the list of customers behind it."""
    page = owner.post(NEW, {"rule": rule, "do": "text"})
    assert page.status_code == 200
    found = ask(site.shop, rule, None, "report", None, "en")
    assert counted(page.content.decode()) == found.customers
    assert found.sentence in unescape(page.content.decode())
    listed = owner.get(f"/{SHOP}/customers", {"rule": rule}).content.decode()
    assert f"{found.customers} customer" in listed


def test_from_lines_to_text_and_back(owner: "Client") -> None:
    """Lines become a text; the text, changed, becomes lines."""
    given = lines(("orders", ">=", "3", "", "90"), ("value_class", "in", "best, good"), join="any")
    page = owner.post(NEW, {**given, "do": "show"}).content.decode()
    said = 'orders in last 90 days >= 3 or value_class in ("best", "good")'
    assert text_of(page) == said
    again = owner.post(NEW, {**given, "was": said, "rule": "orders < 2", "do": "show"})
    page = again.content.decode()
    assert text_of(page) == "orders < 2"
    assert re.search(r'name="g0l0-value" value="2"', page)
    assert "g0l1-field" not in page


def test_what_was_not_changed_does_not_count(owner: "Client") -> None:
    """The text is as it was shown, so the lines are what somebody means."""
    sent = {**lines(("orders", ">=", "5")), "was": "orders >= 3", "rule": "orders >= 3"}
    assert text_of(owner.post(NEW, {**sent, "do": "show"}).content.decode()) == "orders >= 5"


def test_a_rule_of_many_levels_stays_a_text(owner: "Client") -> None:
    """And pressing Show again does not lose it."""
    deep = "orders >= 1 and (orders >= 2 or orders >= 3 and not (value > 1 and p_alive > 0.1))"
    page = owner.post(NEW, {"rule": deep, "do": "text"}).content.decode()
    assert "more levels than lines can show" in page
    page = owner.post(NEW, {"rule": deep, "was": deep, "only_text": "1", "do": "show"})
    assert text_of(page.content.decode()) == deep


def test_lines_come_and_go_without_scripts(owner: "Client") -> None:
    """By buttons; what was typed stays."""
    given = lines(("orders", ">=", "3"), ("channel", "=", "search"))
    page = owner.post(NEW, {**given, "do": "add:0"}).content.decode()
    assert 'name="g0l2-field"' in page
    assert "autofocus" in page
    page = owner.post(NEW, {**given, "do": "take:0,0"}).content.decode()
    assert text_of(page) == 'channel = "search"'
    page = owner.post(NEW, {**given, "do": "add-group"}).content.decode()
    assert 'name="g1l0-field"' in page
    for strange in ("take:9,9", "take:x", "add:99", "take-group:", "🤷", "take:²,²"):
        assert owner.post(NEW, {**given, "do": strange}).status_code == 200


def test_a_mistake_stands_beside_its_line(owner: "Client") -> None:
    """With what is allowed, in the reader's language."""
    sent = {**lines(("orders", ">=", "3"), ("p_alive", ">", "50")), "do": "show"}
    page = owner.post(NEW, sent)
    assert page.status_code == 422
    beside = re.search(r'id="g0l1-error">([^<]+)', page.content.decode())
    assert beside
    assert "lies between 0 and 1" in beside[1]
    assert re.search(r'id="g0l0-error"></span>', page.content.decode())
    spanish = owner.post(NEW, sent, headers={"accept-language": "es"}).content.decode()
    assert "lies between" not in spanish


def test_a_live_answer_is_a_part_of_the_page(owner: "Client") -> None:
    """Whoever types lines gets the text, whoever types text gets lines; never what they type in."""
    live = {"HX-Request": "true"}
    page = owner.post(NEW, lines(("orders", ">=", "3")), headers=live).content.decode()
    assert "<html" not in page
    assert text_of(page) == "orders >= 3"
    assert 'id="lines"' not in page
    page = owner.post(NEW, {"rule": "orders >= 3", "was": ""}, headers=live).content.decode()
    assert 'id="lines"' in page
    assert 'id="rule"' not in page
    assert re.search(r'id="status"[^>]*>\d+ customers', page)


@pytest.mark.mission("G3")
def test_hostile_rules_are_refused_in_words(owner: "Client") -> None:
    """All of the pack, as text, in the address and in a line: never a fall."""
    sendable = [text for text in hostile.TEXTS if text.isprintable() or "\ud800" not in text]
    assert len(sendable) > 200
    for text in sendable:
        refused = 400 if len(text) > 50_000 else 422  # a form may not be that large
        assert owner.post(NEW, {"rule": text, "do": "text"}).status_code == refused, text[:60]
        line = lines((text, text, text, text, text))
        assert owner.post(NEW, {**line, "do": "save"}).status_code == refused, text[:60]
    for text in [text for text in sendable if len(text) < 1_000][::10]:
        assert owner.get(NEW, {"rule": text}).status_code == 422
        sent = {**lines(("channel", "=", text)), "join": text, "g0": text, "do": "show"}
        assert owner.post(NEW, sent).status_code == 422


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_write_is_shown_as_text(owner: "Client", text: str) -> None:
    """In a name, a description, a value and what a value is of."""
    name = text.replace("/", "")
    value = lines(("country", "=", text), ("attribute", "=", text, text))
    sent = {**value, "name": name, "description": text, "do": "save"}
    assert owner.post(NEW, sent).status_code in (302, 422)
    sent = {"rule": "orders >= 1", "name": name, "description": text, "do": "save"}
    assert owner.post(NEW, sent).status_code == 302
    for page in (
        owner.post(NEW, {**value, "do": "show"}),
        owner.get(f"/{SHOP}/segments"),
        owner.get(f"/{SHOP}/segments/{name}"),
        owner.get(f"/{SHOP}/segments/change/{name}"),
        owner.get(f"/{SHOP}/trail"),
        owner.get(f"/{SHOP}/customers", {"segment": name}),
    ):
        body = page.content.decode()
        assert page.status_code in (200, 422)
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert ">49<" not in body


def test_saved_changed_renamed_and_taken_out(site: Site, owner: "Client") -> None:
    """A segment's life, and what is told of it."""
    from volver.server.audit.models import Entry

    sent = {**lines(("orders", ">=", "3")), "name": "keen", "description": "Often here"}
    assert owner.post(NEW, {**sent, "do": "save"}).status_code == 302
    assert Entry.objects.latest("number").action == "saved a segment"
    page = owner.get(f"/{SHOP}/segments/keen").content.decode()
    assert counted(page) == ask(site.shop, None, "keen", "report", None, "en").customers
    assert "Often here" in page
    assert "no plan yet" in owner.get(f"/{SHOP}/segments").content.decode()
    taken = owner.post(NEW, {**sent, "do": "save"})
    assert taken.status_code == 422
    assert "already" in taken.content.decode()
    save(site.shop, "keener", 'in segment "keen" and orders >= 4', "", "eva")
    seen = Workspace.open(site.shop).segments["keen"].version
    gone = owner.post(f"/{SHOP}/segments/delete/keen", {"seen": seen})
    assert gone.status_code == 422
    assert "keener" in gone.content.decode()
    change = {**lines(("orders", ">=", "2")), "name": "loyal", "seen": seen, "do": "save"}
    assert owner.post(f"/{SHOP}/segments/change/keen", change).status_code == 302
    segments = Workspace.open(site.shop).segments
    assert set(segments) >= {"loyal", "keener"}
    assert "keen" not in segments
    stale = owner.post(f"/{SHOP}/segments/delete/loyal", {"seen": seen})
    assert stale.status_code == 409
    assert [one.did for one in history(site.shop, "loyal")] == ["renamed", "saved"]
    delete(site.shop, "keener", "eva", segments["keener"].version)
    delete(site.shop, "loyal", "eva", segments["loyal"].version)
    assert owner.get(f"/{SHOP}/segments/loyal").status_code == 404


def test_a_plan_keeps_its_segment(site: Site, owner: "Client") -> None:
    """What a plan rests on is neither taken out nor called otherwise."""
    owner.post(NEW, {"rule": "orders >= 1", "name": "planned", "do": "save"})
    page = owner.get(f"/{SHOP}/plans/new?segment=planned").content.decode()
    assert '<option value="planned" selected>' in page
    plan = {
        "name": "for-planned", "segment": "planned", "action": "call", "owner": "Eva",
        "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
    }  # fmt: skip
    assert owner.post(f"/{SHOP}/plans/new", plan).status_code == 302
    try:
        assert "for-planned" in owner.get(f"/{SHOP}/segments/planned").content.decode()
        seen = Workspace.open(site.shop).segments["planned"].version
        with pytest.raises(BadInput, match="rests on this segment"):
            delete(site.shop, "planned", "eva", seen)
        with pytest.raises(BadInput, match="rests on this segment"):
            save(site.shop, "other", "orders >= 1", "", "eva", "planned", seen)
        save(site.shop, "planned", "orders >= 2", "", "eva", "planned", seen)  # a rule may change
        with pytest.raises(Busy, match="meanwhile"):
            save(site.shop, "planned", "orders >= 3", "", "eva", "planned", seen)
    finally:
        for file in (site.shop / ".volver" / "plans").glob("for-planned.*"):
            file.unlink()


def test_the_rest_of_the_file_stays_as_people_wrote_it(site: Site) -> None:
    """Comments, order, and segments that others wrote by hand."""
    file = site.shop / FILE
    before = file.read_text("utf-8")
    file.write_text(before + '\n# ours\n[segments.a]\nrule = "orders >= 2" # two\n', "utf-8")
    text = file.read_text("utf-8")
    one = save(site.shop, 'of "b"', "orders >= 3", "Three\nor more", "eva")
    assert file.read_text("utf-8").startswith(text.rstrip("\n"))
    assert Workspace.open(site.shop).segments['of "b"'].description == "Three\nor more"
    delete(site.shop, 'of "b"', "eva", one.version)
    assert file.read_text("utf-8").rstrip() == text.rstrip()
    file.write_text(before + '\n[segments]\na = {rule = "orders >= 2"}\n', "utf-8")
    with pytest.raises(BadInput, match="only a person may change"):
        delete(site.shop, "a", "eva", Workspace.open(site.shop).segments["a"].version)
    with pytest.raises(NotFound):
        delete(site.shop, "b", "eva", "")
    for name in ("new", "a/b", "", " a", "a" * 61, "a\u202eb"):
        with pytest.raises(BadInput):
            save(site.shop, name, "orders >= 3", "", "eva")


def test_the_members_that_are_taken_away(site: Site, owner: "Client") -> None:
    """The ids of everybody who is counted, with a mark that spreadsheets know."""
    save(site.shop, "twice", "orders >= 2", "", "eva")
    file = owner.get(f"/{SHOP}/segments/members/twice")
    ids = file.content.decode("utf-8-sig").split()
    assert ids[0] == "customer_id"
    assert len(ids) - 1 == ask(site.shop, "orders >= 2", None, "report", None, "en").customers


def test_a_newer_question_ends_the_older(site: Site) -> None:
    """And one that nobody waits for any more ends by itself; the next is answered."""
    slow = "SELECT COUNT(*) FROM range(100000000000) AS a(x) WHERE x % 7 = 3"
    asked, ended = Newest(30), Event()

    def older() -> None:
        with PublishedRun.open(site.shop) as run:
            started.set()
            with pytest.raises(Busy), asked.asked_by("eva", run.snapshot.engine):
                run.snapshot.rows(slow)
            ended.set()

    started, thread = Event(), Thread(target=older, daemon=True)
    thread.start()
    assert started.wait(30)
    with PublishedRun.open(site.shop) as run:
        for _ in range(100):  # the older may not have begun its query yet
            with asked.asked_by("eva", run.snapshot.engine):
                assert run.snapshot.rows("SELECT 1") == [(1,)]
            if ended.wait(0.1):
                break
        assert ended.is_set()
        with pytest.raises(Busy), Newest(0.2).asked_by("eva", run.snapshot.engine):
            run.snapshot.rows(slow)
        assert run.snapshot.rows("SELECT 1") == [(1,)]
