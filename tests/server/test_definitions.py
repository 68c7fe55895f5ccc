"""Definitions on a page: the effect is told before they are saved, and no version is ever lost."""

import json
import re
from html import unescape
from pathlib import Path
from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site
from tests.server.test_pages import HOSTILE

from volver.app.definition_file import in_force
from volver.app.workspace import FILE, Workspace
from volver.present.words import Words

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.definitions.models import Version

PAGE = f"/{SHOP}/definitions"
CHANGE = f"{PAGE}/change"
pytestmark = pytest.mark.usefixtures("records", "own_shop")


def _hidden(page: str) -> dict[str, str]:
    """What the form that saves would send, its note aside."""
    form = page.partition('<form method="post" action="' + CHANGE)[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def _looked(client: "Client", **given: str) -> dict[str, str]:
    answer = client.get(CHANGE, given)
    assert answer.status_code == 200
    return _hidden(answer.content.decode())


def _saved(client: "Client", note: str = "", **given: str) -> int:
    return client.post(CHANGE, {**_looked(client, **given), "note": note}).status_code


def _versions() -> list["Version"]:
    from volver.server.definitions.models import Version

    return list(Version.objects.filter(workspace__slug=SHOP).order_by("number"))


def test_the_effect_is_shown_and_what_was_shown_is_saved(site: Site, own_shop: Path) -> None:
    """The analyst sees old and new; the record holds them, and the file says the new one alone."""
    analyst = site.client("analyst")
    before = (own_shop / FILE).read_text("utf-8")
    told = analyst.get(CHANGE, {"annual_discount_rate": "20"}).content.decode()
    assert (own_shop / FILE).read_text("utf-8") == before  # looking changes nothing
    assert not _versions()
    card = json.loads((Workspace.open(own_shop).runs.latest() / "card.json").read_text("utf-8"))
    money = Words("en", card["currency"]).formats.money
    assert money(card["total_value"]["value"]) in told
    assert _saved(analyst, "Agreed with the bank", annual_discount_rate="20") == 302
    found, made = _versions()
    assert (found.number, found.kind, found.by) == (1, "found", None)
    assert (made.number, made.kind, made.by.get_full_name()) == (2, "saved", "analyst")
    assert made.changes == {"annual_discount_rate": [0.1, 0.2]}
    assert made.note == "Agreed with the bank"
    assert money(made.effect["after"]["value"]) in told
    assert made.effect["after"]["value"] < made.effect["before"]["value"]
    assert Workspace.open(own_shop).settings.annual_discount_rate == 0.2
    now = (own_shop / FILE).read_text("utf-8")
    lines = {*before.splitlines()} ^ {*now.splitlines()}
    assert lines == {"annual_discount_rate = 0.1", "annual_discount_rate = 0.2"}
    page = site.client("reader").get(PAGE).content.decode()
    assert "from 10% to 20%" in page
    assert "Agreed with the bank" in page
    assert "Changed by analyst on" in page
    assert "made by other definitions" in page
    assert "Change the definitions" not in page  # a reader reads


def test_an_entry_stands_in_the_trail(site: Site, owner: "Client") -> None:
    """Who, which version and which settings."""
    from volver.server.audit.models import Entry

    assert _saved(owner, horizon="6m") == 302
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    assert (entry.actor, entry.action, entry.subject) == (
        "owner@example.com", "changed the definitions", "2",
    )  # fmt: skip
    assert entry.details == {"version": 2, "settings": ["horizon"]}


def test_the_second_of_two_is_told(site: Site, owner: "Client", own_shop: Path) -> None:
    """Both looked at the same; what the second wrote stays on the page, and nothing is lost."""
    analyst = site.client("analyst")
    first, second = _looked(owner, horizon="6m"), _looked(analyst, horizon="2y")
    assert owner.post(CHANGE, first).status_code == 302
    answer = analyst.post(CHANGE, {**second, "note": "two years"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody has changed the definitions meanwhile" in page
    assert 'value="2y"' in page
    assert "two years" in page
    assert Workspace.open(own_shop).settings.horizon == "6m"
    assert [one.number for one in _versions()] == [1, 2]
    again = {**_hidden(page), "note": "two years"}  # having seen it, they may
    assert analyst.post(CHANGE, again).status_code == 302
    assert _versions()[-1].changes == {"horizon": ["6m", "2y"]}


def test_of_many_at_once_one_is_saved(own_shop: Path) -> None:
    """The file is read and written by one at a time, whatever the records do."""
    from volver.app.definition_file import changing
    from volver.domain.errors import Busy

    now, told, start = in_force(own_shop), list[str](), Barrier(6)

    def save(days: int) -> None:
        start.wait()
        try:
            with changing(own_shop, now.mark) as (before, write):
                write({**before, "customer_days": days})
            told.append("saved")
        except Busy:
            told.append("told")

    threads = [Thread(target=save, args=(100 + n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["saved", *["told"] * 5]


def test_an_earlier_version_is_brought_back_as_a_new_one(
    site: Site, owner: "Client", own_shop: Path
) -> None:
    """With its effect shown before; those in between stay in the list."""
    was = in_force(own_shop).values
    assert _saved(owner, contact_cost="phone = 4,5\n* = 1", margin_rates="shoes = 40") == 302
    assert _saved(owner, best_share="60") == 302
    page = owner.get(PAGE).content.decode()
    assert f'href="{CHANGE}?version=1"' in page
    shown = owner.get(CHANGE, {"version": "1"}).content.decode()
    assert "Share of all value that the best hold: from 60% to 50%" in shown
    assert owner.post(CHANGE, _hidden(shown)).status_code == 302
    assert in_force(own_shop).values == was
    numbers = [(one.number, one.kind, one.again) for one in _versions()]
    assert numbers == [(1, "found", None), (2, "saved", None), (3, "saved", None),
                       (4, "brought back", 1)]  # fmt: skip
    assert _versions()[1].values["contact_cost"] == {"phone": 4.5, "*": 1.0}
    assert _versions()[1].values["margin_rates"] == {"shoes": 0.4}
    assert owner.get(CHANGE, {"version": "9"}).status_code == 404


def test_a_change_by_hand_becomes_a_version(owner: "Client", own_shop: Path) -> None:
    """Before the next one is saved: what anybody saved on can be brought back."""
    assert _saved(owner, horizon="6m") == 302
    file = own_shop / FILE
    text = file.read_text("utf-8").replace('horizon = "6m"', 'horizon = "18m"  # by hand')
    file.write_text(text, "utf-8")
    assert "changed by hand since the newest version" in owner.get(PAGE).content.decode()
    assert _saved(owner, horizon="2y") == 302
    assert [one.kind for one in _versions()] == ["found", "saved", "by hand", "saved"]
    assert _versions()[2].changes == {"horizon": ["6m", "18m"]}
    assert 'horizon = "2y"  # by hand\n' in file.read_text("utf-8")


def test_a_run_that_came_meanwhile_is_shown_first(owner: "Client") -> None:
    """What is saved is the effect that was seen, so that of another run is shown before."""
    sent = _looked(owner, horizon="6m") | {"run": "another"}
    answer = owner.post(CHANGE, sent)
    assert answer.status_code == 409
    assert "A new run was published meanwhile" in answer.content.decode()
    assert not _versions()


def test_a_file_in_another_form_is_left_alone(owner: "Client", own_shop: Path) -> None:
    """What a page cannot write without touching more is for a person; the records stay too."""
    file = own_shop / FILE
    text = re.sub(r"^contact_cost.*\n|^# contact_cost.*\n", "", file.read_text("utf-8"), flags=re.M)
    file.write_text(f"{text}\n[service.contact_cost]\nphone = 3\n", "utf-8")
    before = file.read_bytes()
    answer = owner.post(CHANGE, _looked(owner, contact_cost="phone = 4"))
    assert answer.status_code == 422
    assert "only a person may change" in answer.content.decode()
    assert file.read_bytes() == before
    assert not _versions()


@pytest.mark.parametrize(
    ("field", "text"),
    [("horizon", "soon"), ("annual_discount_rate", "-1"), ("annual_discount_rate", ""),
     ("annual_discount_rate", "nan"), ("currency", "ZZZ"), ("time_zone", "Moon/Sea"),
     ("contact_cost", "phone = x"), ("contact_cost", "phone = -1"), ("contact_cost", "a\nb"),
     ("contact_cost", "a = 1\na = 2"), ("margin_rates", "40"), ("margin_rates", "shoes = nan"),
     ("order_cost", "inf"), ("customer_days", "0"), ("upside_chance", "100"), ("level", "ten")],
)  # fmt: skip
def test_what_cannot_be_is_told_at_its_field(owner: "Client", field: str, text: str) -> None:
    """By looking and by saving; nothing is written."""
    for answer in (
        owner.get(CHANGE, {field: text}),
        owner.post(CHANGE, {**_looked(owner, horizon="6m"), field: text}),
    ):
        assert answer.status_code == 422
        assert f'id="id_{field}_error"' in answer.content.decode()
    assert not _versions()


def test_nothing_is_saved_where_nothing_changes(owner: "Client") -> None:
    """Nor a version made."""
    assert "Nothing is changed yet" in owner.get(CHANGE, {"horizon": "12m"}).content.decode()
    sent = {**_looked(owner, horizon="6m"), "horizon": "12m"}
    assert owner.post(CHANGE, sent).status_code == 422
    assert not _versions()


@pytest.mark.parametrize("text", HOSTILE)
def test_a_note_and_a_name_are_shown_as_text(owner: "Client", text: str) -> None:
    """In the list of versions, in the form, and where it could not be saved."""
    name = text.replace("=", "")
    sent = _looked(owner, contact_cost=f"{name} = 2")
    pages = [
        owner.post(CHANGE, {**sent, "note": text, "run": "other"}),
        owner.get(CHANGE, {"contact_cost": text, "time_zone": text, "version": text}),
    ]
    assert owner.post(CHANGE, {**sent, "note": text}).status_code == 302
    pages += [owner.get(PAGE), owner.get(CHANGE), owner.get(CHANGE, {"version": "1"})]
    for answer in pages:
        body = answer.content.decode()
        assert "<script>alert" not in body
        assert "<img src" not in body
        assert ">49<" not in body
    assert _versions()[-1].note == text


def test_there_is_something_to_define_before_the_first_run(site: Site) -> None:
    """The other workspace has no run: the page says so, and the change can be saved."""
    stranger = site.client("stranger")
    page = stranger.get("/other/definitions")
    assert page.status_code == 200
    assert "volver run" in page.content.decode()
    shown = stranger.get("/other/definitions/change", {"horizon": "6m"})
    assert "There is no run yet" in shown.content.decode()


@pytest.mark.parametrize("who", ["marketer", "supervisor", "agent", "reader"])
def test_only_analysts_and_owners_change_them(site: Site, own_shop: Path, who: str) -> None:
    """Whoever else knows the address is refused, and the file stays."""
    before, sent = (own_shop / FILE).read_bytes(), _looked(site.client("owner"), horizon="6m")
    assert site.client(who).post(CHANGE, sent).status_code == 403
    assert site.client(who).get(CHANGE).status_code == 403
    assert (own_shop / FILE).read_bytes() == before
