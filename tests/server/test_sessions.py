"""Signing in, passwords and sessions, as ASVS asks for them."""

import re
import time
from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import PASSWORD, SHOP, Site

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
SESSION = "sessionid"


@pytest.fixture(autouse=True)
def fresh_limits(site: Site) -> Iterator[None]:
    """Attempts that other tests have made do not count here."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


def _sign_in(client: "Client", password: str = PASSWORD, who: str = "agent") -> "HttpResponse":
    given = {"login": f"{who}@example.com", "password": password}
    return client.post("/account/login/", given)


def test_guessing_passwords_comes_to_an_end(site: Site) -> None:
    """After ten within five minutes nobody gets in under that name, with the right one neither."""
    client = site.client()
    for _ in range(10):
        assert _sign_in(client, "wrong" * 3).status_code in (200, 429)
    answer = _sign_in(client)
    assert answer.status_code != 302
    assert SHOP.encode() not in answer.content


def test_a_password_may_be_of_any_signs_and_long(site: Site) -> None:
    """Letters alone, signs alone, blanks at its ends, 64 characters: each as it was typed."""
    from django.contrib.auth.password_validation import validate_password

    from volver.server.accounts.models import User

    for password in ("qwoeirutyalsk", "  !?-.,;:_+*#  ", "ñandú🙂 ñandú🙂", "Xy9-" * 16):
        validate_password(password)
        person = User.objects.create_user(f"p{abs(hash(password))}@example.com", password)
        assert person.check_password(password)
        assert not person.check_password(password.strip() + "x")
        assert not person.check_password(password.upper().lower() + " ")


def test_words_of_the_place_are_no_password(site: Site) -> None:
    """The product's name, and what the e-mail says."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from volver.server.accounts.models import User

    for password in ("volver-volver", "Volver2026!!!", "marta.example.com"):
        with pytest.raises(ValidationError):
            validate_password(password, User(email="marta@example.com"))


def test_password_fields_help_managers(site: Site, owner: "Client") -> None:
    """They mask, name what they want, let one paste; no questions are asked."""
    for client, place in (
        (site.client(), "/account/login/"),
        (site.client(), "/welcome"),
        (owner, "/account/password/change/"),
    ):
        page = client.get(place).content.decode()
        found = re.findall(r'<input[^>]+name="(?:old)?password\d?"[^>]*>', page)
        fields = [field for field in found if "hidden" not in field]
        assert fields
        assert [field for field in fields if 'type="password"' not in field] == []
        assert not re.search(r"onpaste|autocomplete=.off|maxlength=.[1-5]\d?\"", "".join(fields))
        assert "question" not in page.lower()


def test_passwords_do_not_end_by_themselves(site: Site) -> None:
    """Two years later the same one serves."""
    from datetime import timedelta

    from volver.server.accounts.models import User

    person = User.objects.get(email="agent@example.com")
    person.date_joined -= timedelta(days=730)
    person.last_login = person.date_joined
    person.save()
    assert _sign_in(site.client()).status_code == 302


def test_changing_a_password_takes_the_old_one_and_ends_other_sessions(site: Site) -> None:
    """Whoever found a computer open cannot, and whoever had got in elsewhere is out."""
    here, elsewhere = site.client("agent"), site.client("agent")
    new = "a quite different sentence"
    for old, goes in (("wrong" * 3, False), (PASSWORD, True)):
        given = {"oldpassword": old, "password1": new, "password2": new}
        here.post("/account/password/change/", given)
        assert (elsewhere.get(f"/{SHOP}/find").status_code == 302) is goes
    assert here.get(f"/{SHOP}/find").status_code == 200
    assert _sign_in(site.client()).status_code != 302
    assert _sign_in(site.client(), new).status_code == 302


def test_a_session_is_new_at_sign_in_and_gone_at_sign_out(site: Site) -> None:
    """Its key is never one that was there before, has 128 bits, and opens nothing afterwards."""
    from django.contrib.sessions.backends.db import SessionStore

    client = site.client()
    planted = SessionStore()
    planted["x"] = 1
    planted.create()
    client.cookies[SESSION] = planted.session_key
    assert _sign_in(client).status_code == 302
    key = client.cookies[SESSION].value
    assert key != planted.session_key
    assert re.fullmatch(r"[a-z0-9]{26,}", key)  # 36 signs: 5.17 bits each
    assert client.get(f"/{SHOP}/find").status_code == 200
    assert client.get("/account/logout/").status_code == 200  # asks first
    assert client.get(f"/{SHOP}/find").status_code == 200
    client.post("/account/logout/")
    late = site.client()
    late.cookies[SESSION] = key
    assert late.get(f"/{SHOP}/find").status_code == 302


def test_a_session_ends_by_its_age(site: Site) -> None:
    """After fourteen days."""
    from datetime import timedelta

    from django.conf import settings
    from django.contrib.sessions.models import Session

    assert timedelta(seconds=settings.SESSION_COOKIE_AGE) == timedelta(days=14)
    client = site.client("agent")
    assert client.get(f"/{SHOP}/find").status_code == 200
    row = Session.objects.get(pk=client.cookies[SESSION].value)
    row.expire_date -= timedelta(days=14, seconds=1)
    row.save()
    assert client.get(f"/{SHOP}/find").status_code == 302


def test_signing_out_clears_the_browser(site: Site) -> None:
    """What it kept of the pages, so that the button back shows nothing."""
    answer = site.client("agent").post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_signing_in_is_written_down_and_so_is_failing_to(site: Site) -> None:
    """With who and when, and nothing of what was typed wrongly."""
    from volver.server.audit.models import Entry

    client = site.client()
    _sign_in(client, "not the password!")
    _sign_in(client)
    client.post("/account/logout/")
    told = [(e.action, e.actor) for e in Entry.objects.order_by("-number")[:3]]
    assert told == [
        ("signed out", "agent@example.com"),
        ("signed in", "agent@example.com"),
        ("sign-in failed", ""),
    ]
    assert "not the password!" not in str(list(Entry.objects.values()))


def test_a_code_of_an_app_serves_once_and_not_for_long(site: Site) -> None:
    """The second who gives it, and whoever gives one of some minutes ago, does not come in."""
    from allauth.mfa.totp import internal

    from volver.server.accounts.models import User

    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    app = import_module(f"{internal.__name__}.auth")  # allauth shows it no other way
    app.TOTP.activate(User.objects.get(email="agent@example.com"), secret)
    step = int(time.time()) // 30
    old, new = (app.format_hotp_value(app.hotp_value(secret, at)) for at in (step - 6, step))
    came_in = []
    for code in (old, new, new):
        client = site.client()
        assert "/2fa/" in _sign_in(client).headers["Location"]
        assert client.get(f"/{SHOP}/find").status_code == 302
        client.post("/account/2fa/authenticate/", {"code": code})
        came_in.append(client.get(f"/{SHOP}/find").status_code == 200)
    assert came_in == [False, True, False]
