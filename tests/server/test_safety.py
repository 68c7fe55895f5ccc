"""What the sheet of ASVS asks for, item by item, where no other test says it already."""

import logging
import re
import ssl
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import PASSWORD, SHOP, Site

from volver.server.webhooks.guard import trusted

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("records")
SOURCE = Path(str(files("volver.server")))
CODE = "\n".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py"))
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


def test_no_code_of_the_server_starts_a_program_or_runs_a_text() -> None:
    """Nor unpacks an object.

    A worker, and what makes the charts' script once, start Python itself, with words of our own.
    """
    banned = r"\b(subprocess|os\.system|popen|eval\(|exec\(|pickle|marshal|shelve|yaml|__import__)"
    ours = {"jobs/worker.py", "serve.py"}
    found = {
        (path.relative_to(SOURCE).as_posix(), word)
        for path in SOURCE.rglob("*.py")
        for word in re.findall(banned, path.read_text("utf-8"))
    }
    assert found == {(name, "subprocess") for name in ours}


def test_no_text_of_a_request_becomes_a_pattern() -> None:
    """Patterns are compiled once, from what stands in the source."""
    assert re.findall(r"re\.(?:match|search|fullmatch|sub|findall|split)\(", CODE) == []


def test_cryptography_is_that_of_known_libraries() -> None:
    """SHA-256 and HMAC of Python, chance from the system; nothing older and nothing of our own."""
    assert set(re.findall(r"hashlib\.(\w+)", CODE)) == {"sha256"}
    assert re.findall(r"\b(md5|sha1|random\.|uuid1|AES|DES|ECB)\b", CODE) == []
    assert min(int(n) for n in re.findall(r"secrets\.token_\w+\((\d+)\)", CODE)) * 8 >= 128


def test_passwords_are_kept_as_slow_hashes(site: Site) -> None:
    """Argon2id, with what OWASP asks for at the least: 19 MiB and two rounds."""
    from volver.server.accounts.models import User

    held = User.objects.get(email="agent@example.com").password
    found = re.match(r"argon2\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", held)
    assert found is not None
    assert int(found[1]) >= 19 * 1024
    assert int(found[2]) >= 2
    assert PASSWORD not in held


def test_tls_is_new_enough_and_checked() -> None:
    """What goes out: 1.2 at the least, the name has to be the certificate's, no weak cipher."""
    context = trusted()
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    names = {str(cipher["name"]) for cipher in context.get_ciphers()}
    assert not [one for one in names if re.search("RC4|DES|NULL|EXP|MD5", one)]


def _settings_of(folder: Path, https: bool) -> dict[str, object]:
    import runpy

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VOLVER_SITE", str(folder))
        (folder / "site.toml").write_text(f"https = {str(https).lower()}\n", "utf-8")
        return runpy.run_path(str(SOURCE / "settings.py"))


def test_cookies_behind_https(site: Site, tmp_path: Path) -> None:
    """Each is secure, hidden from scripts, kept to this host by its name, and to this site."""
    found = _settings_of(tmp_path, https=True)
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert str(found[f"{cookie}_COOKIE_NAME"]).startswith("__Host-")
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
    assert str(found["THEME_COOKIE_NAME"]).startswith("__Host-")
    client = site.client()
    _sign_in(client)
    client.post("/look", {"language": "es", "theme": "dark"}, secure=True)
    assert set(client.cookies) >= {SESSION, "theme", "django_language"}
    for cookie in client.cookies.values():
        assert cookie["samesite"] == "Lax", cookie
        assert cookie["httponly"], cookie
        assert cookie["path"] == "/"
        assert not cookie["domain"]


def test_https_is_for_a_year_and_for_subdomains(site: Site, tmp_path: Path) -> None:
    """Of the host of the server."""
    found = _settings_of(tmp_path, https=True)
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert _settings_of(tmp_path, https=False)["SECURE_HSTS_SECONDS"] == 0


PLACES = (f"/{SHOP}/overview", f"/{SHOP}/reports/book", "/account/login/", "/none", "/look")


@pytest.mark.parametrize("place", PLACES)
def test_what_every_answer_tells_the_browser(owner: "Client", place: str) -> None:
    """Also one that refuses: guess nothing, frame nothing, tell nobody, let nobody read."""
    answer = owner.get(place, headers={"origin": "https://example.com"})
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not answer.content or answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_file_is_never_shown_as_a_page(owner: "Client") -> None:
    """It is saved, under a name of ours, as bytes."""
    page = owner.get(f"/{SHOP}/cohorts").content.decode()
    address = re.search(r'href="([^"]+\.csv)"', page)
    assert address is not None
    answer = owner.get(address[1])
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_a_code_is_not_used_twice_at_a_time() -> None:
    """The row is locked, and a writer waits from the start of its transaction."""
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "select_for_update()" in (SOURCE / "pages" / "welcome.py").read_text("utf-8")


def test_every_page_has_a_way_to_sign_out(owner: "Client") -> None:
    """A button of a form."""
    for place in (f"/{SHOP}/overview", f"/{SHOP}/webhooks", "/none", f"/{SHOP}/plans/none"):
        assert 'action="/account/logout/"' in owner.get(place).content.decode()


def test_scripts_keep_nothing_in_the_browser() -> None:
    """Ours; what is theirs to keep is the cookie."""
    present = Path(str(files("volver.present")))
    scripts = [p.read_text("utf-8") for p in (*SOURCE.rglob("*.js"), *present.rglob("*.js"))]
    assert scripts
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|document\.cookie", "".join(scripts)
    )


@pytest.mark.parametrize(
    "place",
    [".git/config", ".git/HEAD", ".env", "admin/", "static/", "static/volver/", "debug",
     "__debug__/", "metrics", "api/docs", "server-status", "static/staticfiles.json"],
)  # fmt: skip
def test_what_is_not_meant_to_be_found_is_not(owner: "Client", place: str) -> None:
    """No history, no list of a folder, no page of the works; and nothing says how it is made."""
    from django.conf import settings

    assert settings.DEBUG is False
    answer = owner.get(f"/{place}")
    answer.close()
    if place != "static/staticfiles.json":  # names of files, which pages name anyway
        assert answer.status_code == 404
        assert b"Django" not in answer.content
        assert b"urlpatterns" not in answer.content


def test_trace_is_refused(owner: "Client") -> None:
    """It would give back what the browser sent, cookies and all."""
    for place in ("/welcome", f"/{SHOP}/overview"):
        assert owner.trace(place).status_code == 405


def test_a_form_sets_what_it_is_meant_to_set_alone(site: Site, owner: "Client") -> None:
    """Fields that nobody asked for change nothing."""
    from volver.server.accounts.models import Invitation, User

    more = {"is_staff": "1", "is_superuser": "1", "workspace": "2", "workspace_id": "2", "id": "1"}
    given = {"email": "eva@example.com", "role": "agent", **more}
    code = re.search(r"<code>([^<]+)</code>", owner.post(f"/{SHOP}/people", given).content.decode())
    assert code is not None
    assert Invitation.objects.get(email="eva@example.com").workspace.slug == SHOP
    come = {"code": code[1], "name": "Eva", "email": "eva@example.com", "password": PASSWORD}
    site.client().post("/welcome", {**come, **more, "role": "owner"})
    person = User.objects.get(email="eva@example.com")
    assert (person.is_staff, person.is_superuser) == (False, False)
    assert [one.role for one in person.memberships.all()] == ["agent"]


def test_a_parameter_given_twice_confuses_nobody(owner: "Client") -> None:
    """The last one counts everywhere; a form's and an address's are never mixed."""
    answer = owner.get(f"/{SHOP}/customers?sort=value;DROP&sort=orders")
    assert answer.status_code == 200
    assert owner.post(f"/{SHOP}/plans/new?name=x&segment=best", {}).status_code in (200, 422)


def test_attempts_are_logged(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """A host that is not ours, a form from elsewhere, and what was asked for wrongly."""
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost"})
    with caplog.at_level(logging.WARNING):
        strict.get("/welcome", headers={"host": "example.com"})
        strict.post("/welcome", {})
        site.client("owner").get(f"/{SHOP}/customers?sort=name")
    names = {record.name for record in caplog.records}
    assert {"django.security.DisallowedHost", "django.security.csrf", "django.request"} <= names


def test_a_workbook_reaches_nothing_outside_itself(tmp_path: Path) -> None:
    """An Excel file is XML inside; a text that names a file outside stays a name."""
    import zipfile

    import xlsxwriter
    from python_calamine import load_workbook

    (tmp_path / "secret").write_text("TOP SECRET", "utf-8")
    with xlsxwriter.Workbook(tmp_path / "plain.xlsx") as book:
        book.add_worksheet().write(0, 0, "here")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    plain, evil = tmp_path / "plain.xlsx", tmp_path / "evil.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(evil, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/sharedStrings.xml":
                head, _, rest = text.partition(b"?>")
                text = head + b"?>" + entity.encode() + rest.replace(b"here", b"&e;")
            new.writestr(name, text)
    try:
        rows = str(load_workbook(evil).get_sheet_by_index(0).to_python())
    except Exception as error:  # noqa: BLE001 - to refuse it, in whatever words, is as good
        rows = str(error)
    assert "TOP SECRET" not in rows


def test_a_fall_is_logged_and_told_to_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The visitor reads a sentence; the log has the place."""

    def fall(_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("volver.server.pages.reports.scores_of", fall)
    client = site.client("owner")
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = client.get(f"/{SHOP}/models")
    assert answer.status_code == 500
    assert b"secret detail" not in answer.content
    assert b"Traceback" not in answer.content
    assert any(record.exc_info for record in caplog.records)
