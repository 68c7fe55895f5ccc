"""Where somebody is signed in, and that a session which was ended is over."""

import re
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import PASSWORD, SHOP, Site

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
HERE = "/account/sessions/"


def _come(site: Site, who: str = "analyst") -> "Client":
    from django.core.cache import cache

    cache.clear()
    client = site.client()
    client.post("/account/login/", {"login": f"{who}@example.com", "password": PASSWORD})
    return client


def _ways(client: "Client") -> list[str]:
    return re.findall(r"/account/sessions/\d+/end", client.get(HERE).content.decode())


def _is_in(client: "Client") -> bool:
    return client.get(f"/{SHOP}/overview").status_code == 200


def test_another_session_is_ended(site: Site) -> None:
    """It is listed, and over at once; the trail tells of it."""
    from volver.server.audit.models import Entry

    one, other = _come(site), _come(site)
    ways = _ways(one)
    assert len(ways) == 2
    assert one.post(ways[1]).status_code == 302
    assert (_is_in(one), _is_in(other)) in {(True, False), (False, True)}
    assert Entry.objects.latest("number").action in {"ended a session", "signed out"}


def test_all_others_are_ended(site: Site) -> None:
    """And the one that asked goes on."""
    first, second, third = (_come(site) for _ in range(3))
    assert second.post(f"{HERE}others/end").status_code == 302
    assert [_is_in(one) for one in (first, second, third)] == [False, True, False]
    assert len(_ways(second)) == 1


def test_ones_own_is_ended(site: Site) -> None:
    """As by signing out."""
    client = _come(site)
    assert client.post(_ways(client)[0]).headers["Location"] == "/account/login/"
    assert not _is_in(client)


def test_nobody_ends_somebody_elses(site: Site) -> None:
    """It is answered as one that is not there."""
    mine, theirs = _come(site), _come(site, "marketer")
    way = _ways(theirs)[0]
    assert mine.post(way).status_code == 404
    assert _is_in(theirs)


def test_a_new_password_ends_the_others(site: Site) -> None:
    """Somebody who had the old one is out."""
    mine, theirs = _come(site), _come(site)
    given = {
        "oldpassword": PASSWORD,
        "password1": "quiet rivers run",
        "password2": "quiet rivers run",
    }
    assert mine.post("/account/password/change/", given).status_code == 302
    assert (_is_in(mine), _is_in(theirs)) == (True, False)


@pytest.mark.parametrize(
    "place", ["email/", "login/code/confirm/", "password/reset/code/confirm/", "verify-email/x/"]
)
def test_what_we_do_not_show_is_not_there(site: Site, place: str) -> None:
    """Above all nobody gives himself another address than the one that was invited."""
    client = _come(site)
    assert client.get(f"/account/{place}").status_code == 404
    assert client.post(f"/account/{place}", {"email": "owner@example.com"}).status_code == 404


def test_a_name_of_a_browser_is_text(site: Site) -> None:
    """Whatever it says."""
    from django.core.cache import cache

    cache.clear()
    client = site.client()
    given = {"login": "analyst@example.com", "password": PASSWORD}
    client.post("/account/login/", given, headers={"user-agent": "<script>alert(1)</script>"})
    page = client.get(HERE).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
