"""A company's own sign-in: whoever was invited comes in, and a bent token lets nobody."""

import http.client
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from tests.server import company
from tests.server.company import Company
from tests.server.conftest import SHOP, Site

from volver.server.site_parts import OpenId

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
BEGIN, BACK = "/account/openid/", "/account/openid/callback/"
ANALYST = {"sub": "7", "email": "analyst@example.com", "email_verified": True, "name": "Ana"}


@pytest.fixture(scope="module")
def served() -> Iterator[Company]:
    """Its server."""
    with company.serving() as it:
        yield it


@pytest.fixture
def acme(site: Site, served: Company) -> Iterator[Company]:
    """The same, straight again, and named by the site."""
    from django.conf import settings
    from django.test import override_settings

    from volver.server.openid import providers

    served.person, served.bent = dict(ANALYST), {}
    served.signed_by, served.algorithm = served.key, "RS256"
    told = replace(
        settings.SITE, openid=OpenId("Acme", served.address, company.CLIENT, company.SECRET)
    )
    with override_settings(SITE=told, SOCIALACCOUNT_PROVIDERS=providers(told)):
        yield served


def _sent(client: "Client") -> str:
    """Where the company's server sends a browser back to; it was asked over the network."""
    away = client.get(BEGIN).headers["Location"]
    host, _, rest = away.partition("://")[2].partition("/")
    line = http.client.HTTPConnection(host, timeout=30)
    line.request("GET", f"/{rest}")
    back = line.getresponse().headers["Location"]
    line.close()
    return back.replace(f"http://{company.HOST}", "", 1)


def _come(site: Site, client: "Client | None" = None) -> "tuple[Client, HttpResponse]":
    client = client or site.client()
    return client, client.get(_sent(client))


def _is_in(client: "Client") -> bool:
    return client.get(f"/{SHOP}/value").status_code == 200


def test_somebody_known_comes_in(site: Site, acme: Company) -> None:
    """By the verified address; later by the number, whatever the address is by then."""
    client, answer = _come(site)
    assert (answer.status_code, _is_in(client)) == (302, True)
    acme.person["email"] = "ana.new@example.com"
    assert _is_in(_come(site)[0])


def test_somebody_invited_comes_in(site: Site, acme: Company, owner: "Client") -> None:
    """With the role that was meant, and without a password; the invitation is used."""
    from volver.server.accounts.models import Invitation, Membership, User

    owner.post(f"/{SHOP}/people", {"email": "eva@example.com", "role": "marketer"})
    acme.person = {
        "sub": "8",
        "email": "Eva@example.com",
        "email_verified": True,
        "name": "Eva\n<b>",
    }
    client, _ = _come(site)
    assert _is_in(client)
    user = User.objects.get(email="eva@example.com")
    assert not user.has_usable_password()
    assert user.name == "Eva<b>"
    assert Membership.objects.get(user=user).role == "marketer"
    assert Invitation.objects.get(email="eva@example.com").used


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "9", "email": "all@example.com", "email_verified": True},
        {"sub": "9", "email": "analyst@example.com", "email_verified": False},
        {"sub": "9", "email": "analyst@example.com"},
        {"sub": "9", "email": "analyst@example.com", "email_verified": "true"},
        {"sub": "9", "email": "gone@example.com", "email_verified": True},
        {"sub": "9", "email": "", "email_verified": True},
        {"sub": "9"},
    ],
    ids=["uninvited", "unverified", "unsaid", "a text", "shut out", "empty", "nobody"],
)
def test_nobody_signs_himself_up(site: Site, acme: Company, person: dict[str, Any]) -> None:
    """To have an account with the company is not enough."""
    from volver.server.accounts.models import User
    from volver.server.audit.models import Entry

    before = User.objects.count()
    acme.person = person
    client, answer = _come(site)
    assert (answer.status_code, _is_in(client)) == (403, False)
    assert User.objects.count() == before
    assert Entry.objects.filter(action="company's sign-in refused").exists()


BENT: dict[str, dict[str, Any]] = {
    "audience": {"aud": "somebody else"},
    "audiences": {"aud": ["volver", "somebody else"]},
    "issuer": {"iss": "https://example.com"},
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "old": {"exp": int(time.time()) - 3600},
    "endless": {"exp": None},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_a_bent_token_lets_nobody_in(site: Site, acme: Company, bent: dict[str, Any]) -> None:
    """Signed by the right key, and yet not for us, not now, or not for this request."""
    acme.bent = bent
    client, answer = _come(site)
    assert (answer.status_code, _is_in(client)) == (403, False)


def test_a_token_of_another_key_lets_nobody_in(site: Site, acme: Company) -> None:
    """Nor one that needs no key, nor one signed with what everybody can read."""
    acme.signed_by = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert not _is_in(_come(site)[0])
    acme.signed_by, acme.algorithm = None, "none"
    assert not _is_in(_come(site)[0])
    acme.signed_by, acme.algorithm = company.SECRET * 3, "HS256"
    assert not _is_in(_come(site)[0])
    with pytest.raises(jwt.PyJWTError):
        jwt.decode("x.y.z", "", algorithms=["RS256"])


def test_an_answer_belongs_to_the_browser_that_asked(site: Site, acme: Company) -> None:
    """Another's answer, a changed state, a code used twice: nobody comes in."""
    mine, theirs = site.client(), site.client()
    way = _sent(mine)
    assert theirs.get(way).status_code == 403
    assert mine.get(way.replace("state=", "state=x")).status_code == 403
    assert mine.get(way).status_code == 302
    again = site.client()
    assert again.get(way).status_code == 403
    assert (_is_in(theirs), _is_in(again)) == (False, False)


def test_a_wish_from_elsewhere_changes_nothing(site: Site, acme: Company) -> None:
    """Neither what is asked of the company, nor whose account it opens, nor where one ends."""
    client = site.client("marketer")
    asked = client.get(
        f"{BEGIN}?process=connect&scope=all&auth_params=prompt%3Dnone&next=https://example.com/"
    )
    away = asked.headers["Location"]
    assert "prompt" not in away
    scope = parse_qs(urlsplit(away).query)["scope"][0]
    assert set(scope.split()) == {"openid", "profile", "email"}
    client, answer = _come(site, client)
    assert answer.headers["Location"] == "/"
    assert client.session["_auth_user_id"] != site.client("marketer").session["_auth_user_id"]


def test_a_company_that_does_not_answer(site: Site, acme: Company) -> None:
    """Is said; and where none is named, there is no such page."""
    from django.conf import settings
    from django.test import override_settings

    from volver.server.openid import providers

    gone = OpenId("Acme", f"http://{company.HOST}:1", company.CLIENT, company.SECRET)
    told = replace(settings.SITE, openid=gone)
    with override_settings(SITE=told, SOCIALACCOUNT_PROVIDERS=providers(told)):
        assert site.client().get(BEGIN).status_code == 502
    with override_settings(SITE=replace(settings.SITE, openid=None), SOCIALACCOUNT_PROVIDERS={}):
        assert site.client().get(BEGIN).status_code == 404
        assert site.client().get(BACK).status_code == 404
    assert "Sign in with Acme" in site.client().get("/account/login/").content.decode()
