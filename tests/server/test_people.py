"""How people come in, what they become, and that the trail tells."""

import random
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import PASSWORD, SHOP, Site

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")


def _invite(owner: "Client", email: str, role: str) -> str:
    answer = owner.post(f"/{SHOP}/people", {"email": email, "role": role})
    found = answer.content.decode().split("<code>")[1].split("</code>")[0]
    return str(found)


def _come(site: Site, code: str, email: str, password: str = PASSWORD) -> "HttpResponse":
    given = {"code": code, "name": "Eva <b>", "email": email, "password": password}
    return site.client().post("/welcome", given)


def test_a_code_lets_one_person_in_once(site: Site, owner: "Client") -> None:
    """With the role that was meant; the second use is refused."""
    from volver.server.accounts.models import Membership

    code = _invite(owner, "Eva@example.com", "analyst")
    assert _come(site, code, "other@example.com").status_code == 422
    assert _come(site, code, "eva@EXAMPLE.com").status_code == 302
    assert Membership.objects.get(user__email="eva@example.com").role == "analyst"
    assert _come(site, code, "eva@example.com").status_code == 422


def test_a_code_ends(site: Site, owner: "Client") -> None:
    """After its days."""
    from volver.server.accounts.models import VALID, Invitation

    code = _invite(owner, "eva@example.com", "agent")
    Invitation.objects.update(expires=Invitation.objects.latest("pk").expires - VALID * 2)
    assert _come(site, code, "eva@example.com").status_code == 422
    assert timedelta(days=7) == VALID


@pytest.mark.parametrize("password", ["short", "password1234", "eva@example.com"])
def test_a_weak_password_is_refused(site: Site, owner: "Client", password: str) -> None:
    """And shown nowhere again."""
    code = _invite(owner, "eva@example.com", "agent")
    answer = _come(site, code, "eva@example.com", password)
    assert answer.status_code == 422
    field = re.search(r'<input type="password"[^>]*>', answer.content.decode())
    assert field is not None
    assert "value=" not in field[0]


def test_a_known_person_needs_their_own_password(site: Site, owner: "Client") -> None:
    """A code for somebody who is known already opens nobody's account."""
    code = _invite(owner, "reader@example.com", "owner")
    assert _come(site, code, "reader@example.com", "some other password").status_code == 422
    assert _come(site, code, "reader@example.com").status_code == 302


def test_nobody_signs_himself_up(site: Site) -> None:
    """allauth's own page of sign-up is closed."""
    given = {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}
    site.client().post("/account/signup/", given)
    from volver.server.accounts.models import User

    assert not User.objects.filter(email="x@example.com").exists()


def test_the_first_owner_comes_in_by_the_code_of_the_start(site: Site) -> None:
    """No default password; a new start makes a new code, and the old one ends."""
    from volver.server.accounts.models import Membership
    from volver.server.serve import first_owners

    assert first_owners() == {}
    Membership.objects.filter(role="owner", workspace__slug=SHOP).delete()
    old, new = first_owners()[SHOP], first_owners()[SHOP]
    assert _come(site, old, "first@example.com").status_code == 422
    assert _come(site, new, "first@example.com").status_code == 302
    assert first_owners() == {}


def test_the_last_owner_stays(site: Site, owner: "Client") -> None:
    """Whoever else is shut out."""
    from volver.server.accounts.models import Membership

    Membership.objects.filter(user__email="gone@example.com").delete()
    held = {one.role: one.pk for one in Membership.objects.filter(workspace__slug=SHOP)}
    owner.post(f"/{SHOP}/people/{held['owner']}/out")
    owner.post(f"/{SHOP}/people/{held['owner']}/role", {"role": "reader"})
    owner.post(f"/{SHOP}/people/{held['reader']}/out")
    owner.post(f"/{SHOP}/people/{held['agent']}/role", {"role": "god"})
    left = {one.role for one in Membership.objects.filter(workspace__slug=SHOP)}
    assert left == {"owner", "marketer", "analyst", "supervisor", "agent"}


def test_somebody_elses_members_are_not_there(site: Site, owner: "Client") -> None:
    """An owner of one workspace cannot change another's."""
    from volver.server.accounts.models import Membership

    theirs = Membership.objects.get(user__email="stranger@example.com")
    assert owner.post(f"/{SHOP}/people/{theirs.pk}/out").status_code == 404
    assert owner.post(f"/{SHOP}/people/{theirs.pk}/role", {"role": "reader"}).status_code == 404


@pytest.mark.parametrize(
    "place",
    ["https://example.com/", "//example.com", "javascript:alert(1)", "/\\example.com", "\thttps:x"],
)
def test_a_way_back_leads_nowhere_else(site: Site, place: str) -> None:
    """Choosing a language sends nobody to another server."""
    answer = site.client().post("/look", {"language": "es", "next": place})
    assert answer.headers["Location"] == "/"


def test_writes_leave_one_entry_each(site: Site, owner: "Client") -> None:
    """Who, what, to what; and the chain stands."""
    from volver.server.audit.chain import broken_at
    from volver.server.audit.models import Entry

    before = Entry.objects.count()
    _invite(owner, "eva@example.com", "agent")
    page = owner.get(f"/{SHOP}/cohorts").content.decode()
    address = re.search(r'href="([^"]+\.csv)"', page)
    assert address is not None
    assert owner.get(address[1]).status_code == 200
    told = list(Entry.objects.filter(number__gt=before).order_by("number"))
    assert [(one.action, one.actor) for one in told] == [
        ("invited", "owner@example.com"),
        ("exported", "owner@example.com"),
    ]
    assert broken_at() is None


def test_the_trail_shows_what_was_changed(site: Site) -> None:
    """Entries edited, taken out, swapped or put in, 200 times over: found every time."""
    from django.db import transaction

    from volver.server.audit.chain import broken_at, record
    from volver.server.audit.models import Entry

    for n in range(30):
        record(None, "tried", str(n))
    chance = random.Random(7)

    def edit(entry: Entry) -> None:
        Entry.objects.filter(pk=entry.pk).update(actor="somebody@else")

    def take_out(entry: Entry) -> None:
        entry.delete()

    def swap(entry: Entry) -> None:
        other = Entry.objects.exclude(subject=entry.subject).first()
        assert other is not None
        Entry.objects.filter(pk=entry.pk).update(subject=other.subject, action=other.action)
        Entry.objects.filter(pk=other.pk).update(subject=entry.subject, action=entry.action)

    def put_in(entry: Entry) -> None:
        last = Entry.objects.latest("number").number
        copy = Entry.objects.get(pk=entry.pk)
        copy.number = last + 1
        copy.save(force_insert=True)

    for _ in range(200):
        entries = list(Entry.objects.order_by("number"))
        with transaction.atomic():
            chance.choice([edit, take_out, swap, put_in])(chance.choice(entries[:-1]))
            assert broken_at() is not None
            transaction.set_rollback(True)
    assert broken_at() is None


def test_all_that_is_written_down_can_be_told(site: Site) -> None:
    """In both languages: each action of the source stands in the list that is translated."""
    from importlib.resources import files
    from pathlib import Path

    from volver.server.pages.people import DONE

    source = "".join(
        path.read_text("utf-8") for path in Path(str(files("volver.server"))).rglob("*.py")
    )
    written = set(re.findall(r'record\(\s*request,\s*f?"([^"]+)"', source))
    plans = {f"plan {kind}" for kind in ("approved", "started", "closed", "noted")}
    told = {sentence.text for sentence in DONE}
    assert (written - {"plan {kind}"}) | plans == told
