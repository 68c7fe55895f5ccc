"""Letters, by way of a real mail server: who gets one, what it says, and what nobody learns."""

import base64
import hashlib
import hmac
import re
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from tests.server.conftest import PASSWORD, SHOP, Site

from volver.server.site_parts import Mail

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
HOST, FORGOTTEN = "localhost", "/account/password/reset/"
NEW = "quiet rivers run deep"


class Box:
    """What has arrived, as whoever it was sent to reads it."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.answer = "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """A letter comes in."""
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
        return self.answer

    def all(self) -> list[Message]:
        """The letters, when whatever was to be sent before has been tried."""
        from volver.server.mail.post import LATER

        LATER.submit(int).result(timeout=30)
        return self.letters

    def wait(self, number: int) -> list[Message]:
        """The letters, of which there are so many."""
        assert len(self.all()) == number
        return self.letters


@pytest.fixture
def box(site: Site) -> Iterator[Box]:
    """A mail server on a free port, that the site names."""
    from django.conf import settings
    from django.core.cache import cache
    from django.test import override_settings

    cache.clear()
    box = Box()
    with socket.create_server(("localhost", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="localhost", port=port)
    server.start()
    told = Mail("localhost", port, "Volver <volver@example.com>", "none")
    with override_settings(SITE=replace(settings.SITE, mail=told)):
        backend = "volver.server.mail.backend.OfTheSite"
        with override_settings(EMAIL_BACKEND=backend):
            yield box
    server.stop()


def _text(letter: Message) -> str:
    text = letter.get_payload(decode=True)
    assert isinstance(text, bytes)
    return text.decode("utf-8")


def _link(letter: Message) -> str:
    found = re.search(rf"http://{HOST}(/\S+)", _text(letter))
    assert found is not None
    return found[1]


def _choose(client: "Client", link: str, password: str) -> str:
    """Follow the way of a letter and choose a password; where one ends."""
    seen = client.get(link, follow=True)
    if not seen.redirect_chain:
        return "closed"
    place = seen.redirect_chain[-1][0]
    return client.post(place, {"password1": password, "password2": password}).headers["Location"]


def _code(secret: str) -> str:
    """What an app shows now: RFC 6238."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    mark = hmac.new(base64.b32decode(secret), moment, hashlib.sha1).digest()
    place = mark[-1] & 15
    number = struct.unpack(">I", mark[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"


def test_a_letter_leads_to_a_new_password_once(site: Site, box: Box) -> None:
    """It is plain text, holds nothing that tracks, and ends every session there was."""
    from volver.server.audit.models import Entry

    before = site.client("reader")
    browser = site.client()
    browser.post(FORGOTTEN, {"email": "Reader@example.com"})
    letter = box.wait(1)[0]
    assert letter["To"] == "reader@example.com"
    assert letter.get_content_type() == "text/plain"
    assert "<" not in _text(letter)
    assert _text(letter).count("http") == 1
    link = _link(letter)
    assert _choose(browser, link, NEW) == "/account/password/reset/key/done/"
    assert _choose(site.client(), link, "another long secret") == "closed"
    assert before.get(f"/{SHOP}/overview").status_code == 302
    assert site.client().login(email="reader@example.com", password=NEW)
    done = list(Entry.objects.order_by("-number").values_list("action", flat=True)[:6])
    assert {"asked for a new password", "set a password anew"} <= set(done)
    assert [_text(one) for one in box.wait(2)[1:] if NEW in _text(one)] == []


def test_nobody_learns_who_is_known(site: Site, box: Box) -> None:
    """A stranger's address, somebody shut out and a known one have the same answer."""
    said = set()
    for who in ("reader", "stranger-to-all", "gone"):
        answer = site.client().post(FORGOTTEN, {"email": f"{who}@example.com"}, follow=True)
        said.add((answer.status_code, re.sub(r'value="\w+"', "", answer.content.decode())))
    assert len(said) == 1
    assert [letter["To"] for letter in box.wait(1)] == ["reader@example.com"]


def test_a_letter_that_is_old_leads_nowhere(site: Site, box: Box) -> None:
    """After an hour; and one that somebody has changed never did."""
    from django.test import override_settings

    site.client().post(FORGOTTEN, {"email": "agent@example.com"})
    link = _link(box.wait(1)[0])
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert _choose(site.client(), link, NEW) == "closed"
    assert _choose(site.client(), link[:-2] + "/", NEW) == "closed"
    page = site.client().get(link[:-2] + "/").content.decode()
    assert "This way is closed" in page


def test_who_asks_again_and_again_waits(site: Site, box: Box) -> None:
    """Nobody's box is filled."""
    client = site.client()
    codes = [client.post(FORGOTTEN, {"email": "agent@example.com"}).status_code for _ in range(7)]
    assert codes[:5] == [302] * 5
    assert codes[-1] == 429
    box.wait(5)


def test_letters_speak_the_readers_language(site: Site, box: Box, owner: "Client") -> None:
    """Hers, not that of whoever has it sent."""
    from volver.server.accounts.models import User

    User.objects.filter(email="agent@example.com").update(language="es")
    owner.post(f"/{SHOP}/people", {"email": "agent@example.com", "role": "agent"})
    assert box.wait(1)[0]["Subject"] == "Te invitan a shop"


def test_an_invitation_is_mailed_and_shown_nowhere(site: Site, box: Box, owner: "Client") -> None:
    """The code of the letter lets its reader in."""
    page = owner.post(f"/{SHOP}/people", {"email": "Eva@example.com", "role": "analyst"})
    letter = box.wait(1)[0]
    code = _text(letter).split("seven days:")[1].split()[0]
    assert code not in page.content.decode()
    assert _link(letter) == "/welcome"
    given = {"code": code, "name": "Eva", "email": "eva@example.com", "password": PASSWORD}
    assert site.client().post("/welcome", given).status_code == 302


def test_what_cannot_be_mailed_is_shown(site: Site, box: Box, owner: "Client") -> None:
    """With the reason, and the code; the trial letter says the same."""
    box.answer = "550 not from here"
    page = owner.post(f"/{SHOP}/people", {"email": "eva@example.com", "role": "analyst"})
    assert "did not take the letter" in page.content.decode()
    assert "<code>" in page.content.decode()
    assert owner.post(f"/{SHOP}/settings/mail").status_code == 502
    box.answer = "250 OK"
    assert owner.post(f"/{SHOP}/settings/mail").status_code == 200
    assert [one["To"] for one in box.wait(1)] == ["owner@example.com"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
def test_no_line_is_put_into_a_header(site: Site, box: Box, owner: "Client", end: str) -> None:
    """By an address or a name."""
    bad = f"eva@example.com{end}Bcc: all@example.com"
    assert owner.post(f"/{SHOP}/people", {"email": bad, "role": "agent"}).status_code == 422
    assert site.client().post(FORGOTTEN, {"email": bad}).status_code == 200
    given = {"code": "x", "name": f"Eva{end}Bcc: a", "email": "e@example.com", "password": PASSWORD}
    assert "Write the name on one line" in site.client().post("/welcome", given).content.decode()
    box.wait(0)


def test_a_workspaces_name_stays_on_its_line(site: Site, box: Box, owner: "Client") -> None:
    """Folders may be called anything."""
    from volver.server.accounts.models import Workspace

    Workspace.objects.filter(slug=SHOP).update(name="shop\r\nBcc: all@example.com")
    owner.post(f"/{SHOP}/people", {"email": "eva@example.com", "role": "agent"})
    letter = box.wait(1)[0]
    assert letter["Bcc"] is None
    assert letter["Subject"] == "You are invited to shop Bcc: all@example.com"


def test_without_mail_the_page_says_so(site: Site) -> None:
    """And takes no address."""
    assert b"sends no mail" in site.client().get(FORGOTTEN).content
    assert b"<form method" in site.client().post(FORGOTTEN, {"email": "agent@example.com"}).content


def test_a_changed_account_is_told_its_owner(site: Site, box: Box) -> None:
    """An app for codes is put on and off: a letter and an entry each time, in the trail too."""
    from django.test import TestCase

    from volver.server.audit.models import Entry

    client = site.client()
    client.post("/account/login/", {"login": "agent@example.com", "password": PASSWORD})
    place = "/account/2fa/totp/activate/"
    client.post(f"/account/reauthenticate/?next={place}", {"password": PASSWORD})
    page = client.get(place).content.decode()
    secret = re.search(r'value="(\w{32})"', page)
    assert secret is not None
    code = _code(secret[1])
    with TestCase.captureOnCommitCallbacks(execute=True):  # these tests never commit
        assert client.post(place, {"code": code}).status_code == 302
        assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    subjects = [one["Subject"] for one in box.all()]
    assert "An authenticator app was added to your account" in subjects
    assert "The authenticator app of your account was removed" in subjects
    done = [(one.action, one.subject) for one in Entry.objects.order_by("-number")[:8]]
    assert ("added a second factor", "totp") in done
    assert ("removed a second factor", "totp") in done


def test_a_way_in_needs_the_second_factor_too(site: Site, box: Box) -> None:
    """A letter alone does not open an account that has one."""
    from allauth.mfa.models import Authenticator

    from volver.server.accounts.models import User

    agent = User.objects.get(email="agent@example.com")
    Authenticator.objects.create(user=agent, type="totp", data={"secret": "x"})
    browser = site.client()
    browser.post(FORGOTTEN, {"email": "agent@example.com"})
    _choose(browser, _link(box.wait(1)[0]), NEW)
    browser.post("/account/login/", {"login": "agent@example.com", "password": NEW})
    assert browser.get(f"/{SHOP}/find").status_code == 302
