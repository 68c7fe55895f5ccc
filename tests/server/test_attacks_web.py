"""Addresses, headers, ways back and rules that somebody made up: none leads where it should not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from tests.decide.segments import hostile as rules
from tests.server.conftest import PASSWORD, SHOP, Blocked, Site
from tests.server.hostile import PACK

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
SECRETS = (b"root:", b"SQLite format", b"[economics]")
"""What a file would begin with that nobody may have."""


@pytest.fixture(autouse=True)
def fresh_limits(site: Site) -> Iterator[None]:
    """Attempts that other tests have made do not count here."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


def test_a_way_back_leads_here_or_nowhere(site: Site, owner: "Client", blocked: Blocked) -> None:
    """After a choice of language, after signing in, and for somebody who is signed in already."""
    for place in PACK["redirect"]:
        answers = [
            site.client().post("/look", {"language": "es", "next": place}),
            owner.get("/account/login/", {"next": place}),
        ]
        for answer in answers:
            assert _stays(answer), place
        blocked("redirects: after a choice and when signed in", len(answers))
    for place in PACK["redirect"][:12]:
        answer = site.client().post(
            f"/account/login/?next={place}",
            {"login": "agent@example.com", "password": PASSWORD, "next": place},
        )
        assert answer.status_code == 302
        assert _stays(answer), place
        blocked("redirects: after signing in")
    good = site.client().post("/look", {"language": "es", "next": f"/{SHOP}/find?search=a"})
    assert good.headers["Location"] == f"/{SHOP}/find?search=a"


def _stays(answer: "HttpResponse") -> bool:
    """Whether a browser stays on this server: it takes a backslash for a slash, and drops tabs."""
    place = answer.headers.get("Location", "/")
    seen = "".join(c for c in place if c not in "\t\r\n").replace("\\", "/").strip()
    return not seen.startswith("//") and ":" not in seen.partition("/")[0]


@pytest.mark.parametrize(
    "before",
    ["static/", "static/volver/", f"{SHOP}/tables/cohorts/", f"{SHOP}/customers/",
     f"{SHOP}/plans/", f"{SHOP}/reports/", ""],
)  # fmt: skip
def test_a_path_leads_to_no_file(
    site: Site, owner: "Client", before: str, blocked: Blocked
) -> None:
    """Of the server's or the machine's, however it is written."""
    secret = (site.folder / "secret.key").read_bytes().strip()
    for path in PACK["path"]:
        for end in ("", ".csv") if "tables" in before else ("",):
            answer = owner.get(f"/{before}{path}{end}", follow=True)
            body = b"".join(answer) if answer.streaming else answer.content
            assert answer.status_code in (200, 400, 404, 405, 422), path
            assert not any(part in body for part in (secret, *SECRETS)), path
            blocked("paths")


def test_a_header_holds_no_other(site: Site, owner: "Client", blocked: Blocked) -> None:
    """What comes back in a header: a file's name, a way back, a cookie, a place to go to."""
    for text in PACK["header"]:
        plan = {
            "name": text, "segment": "best", "action": "call", "owner": "Eva",
            "first_day": "2027-01-01", "last_day": "2027-02-01", "holdout": "10",
        }  # fmt: skip
        answers = [
            site.client().post("/look", {"language": text, "theme": text, "next": f"/{text}"}),
            owner.get("/account/login/", {"next": f"/{text}"}),
            owner.post(f"/{SHOP}/plans/new", plan),
            owner.get(f"/{SHOP}/tables/cohorts/{text}.csv"),
            owner.get(f"/{SHOP}/tables/{text}/x.csv"),
            site.client().get(f"/{SHOP}/overview", {"next": text}),
            owner.get(f"/{SHOP}/overview", headers={"accept-language": text}),
        ]
        for answer in answers:
            assert answer.status_code < 500, text
            raw = answer.serialize_headers()
            assert b"\nX-Evil" not in raw
            assert b"\rX-Evil" not in raw
            assert not {"x-evil", "set-cookie"} & {name.lower() for name in answer.headers}
            assert "evil.exe" not in answer.headers.get("Content-Disposition", "")
        blocked("headers", len(answers))


def test_a_stranger_of_a_host_is_refused(site: Site, blocked: Blocked) -> None:
    """Nor does a name that a proxy could pass on come back in any page or address."""
    for host in PACK["host"]:
        answer = site.client().get("/account/login/", headers={"host": host})
        assert answer.status_code == 400, host
        assert host.encode() not in answer.content
        passed = site.client().get("/account/login/", headers={"x-forwarded-host": host})
        assert passed.status_code == 200
        if len(host) > 8:
            assert host.encode() not in passed.content
        blocked("hosts", 2)


def test_a_rule_is_no_sql(owner: "Client", blocked: Blocked) -> None:
    """More than two hundred of them: each is refused in words, and a word of SQL finds nobody."""
    for text in rules.TEXTS:
        if text.strip():  # nothing at all is no rule: everybody
            sent = quote(text.encode("utf-8", "surrogatepass"))
            answer = owner.get(f"/{SHOP}/customers?rule={sent}")
            # Half a sign arrives as the mark of a sign that could not be read: a text as any.
            arrives = text.isascii() or text == text.encode("utf-8", "replace").decode()
            assert answer.status_code in ((404, 422) if arrives else (200, 422)), text[:80]
            assert b"Traceback" not in answer.content
            blocked("SQL: rules")
    for text in rules.SQL:
        for place in ("customers", "find"):
            answer = owner.get(f"/{SHOP}/{place}", {"search": f"{text} ' OR 1=1 --"[:200]})
            assert answer.status_code == 200, text
            assert b"/customers/" not in answer.content.partition(b"<main")[2], text
            blocked("SQL: searches")
    for sort in ("value; DROP TABLE x", "value DESC--", "(SELECT 1)", "value'", '"value"', "1"):
        assert owner.get(f"/{SHOP}/customers", {"sort": sort}).status_code == 422
        blocked("SQL: orders of a list")


def test_no_header_and_no_field_changes_the_method(owner: "Client", blocked: Blocked) -> None:
    """What only a form may do, a link cannot do in disguise."""
    place = f"/{SHOP}/plans/try/approve"
    for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        for method in ("POST", "DELETE", "PUT"):
            assert owner.get(place, headers={name.lower(): method}).status_code == 405
            blocked("methods")
    for field in ("_method", "method", "_httpmethod"):
        assert owner.get(place, {field: "POST"}).status_code == 405
        assert owner.post(f"/{SHOP}/overview", {field: "DELETE"}).status_code == 405
        blocked("methods", 2)


def test_a_form_has_an_end(site: Site, owner: "Client", blocked: Blocked) -> None:
    """Of bytes and of fields: more is refused, and nothing of it is read."""
    big = {"login": "x" * 1_100_000, "password": "x"}
    assert site.client().post("/account/login/", big).status_code == 400
    many = {f"f{n}": "x" for n in range(1_001)}
    assert site.client().post("/account/login/", many).status_code == 400
    assert owner.get(f"/{SHOP}/customers", many).status_code == 400
    assert owner.get(f"/{SHOP}/customers", {"cursor": "x" * 100_000}).status_code == 422
    blocked("sizes", 4)


def test_a_strange_cookie_is_nobodys(site: Site, blocked: Blocked) -> None:
    """A session that was never given out, however it looks, opens nothing."""
    from django.conf import settings

    for text in (*PACK["header"][16:], "x" * 32, "a" * 4_000, "../../x", "' OR 1=1 --", "é", ""):
        client = site.client()
        client.cookies[settings.SESSION_COOKIE_NAME] = text.encode().decode("latin-1")
        answer = client.get(f"/{SHOP}/overview")
        assert answer.status_code == 302, text
        assert answer.headers["Location"].startswith("/account/login/")
        blocked("cookies")
