"""volver check --deploy, the page of settings, and what site.toml may say."""

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.server.conftest import SHOP, Site

from volver.app.clock import now
from volver.domain.errors import BadInput, NotFound
from volver.server.site import Site as Settings
from volver.server.site_parts import Mail, Records

if TYPE_CHECKING:
    from django.test import Client

    from volver.server.deploy.lines import Facts, Found

pytestmark = pytest.mark.usefixtures("records")
SAFE = {
    "ALLOWED_HOSTS": ["clv.example.com"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
}
"""What settings.py makes of `https = true` and a name."""


def _facts() -> "Facts":
    from django.conf import settings

    from volver.server.deploy.lines import Facts

    return Facts(replace(settings.SITE, hosts=("clv.example.com",), https=True), now())


def _failing(facts: "Facts | None" = None) -> set[str]:
    from volver.server.deploy.lines import look

    return {one.title.text for one in look(facts or _facts()) if not one.passed}


@pytest.fixture
def safe(site: Site) -> "Facts":
    """A site on which every line holds."""
    from allauth.mfa.models import Authenticator
    from django.test import override_settings

    from volver.server.accounts.models import Membership

    for held in Membership.objects.filter(role="owner", user__is_active=True):
        Authenticator.objects.create(user=held.user, type="totp", data={"secret": "x"})
    (site.folder / "last-backup").touch()
    with override_settings(**SAFE):
        yield _facts()  # type: ignore[misc]  # a fixture's own way to give
    (site.folder / "last-backup").unlink()


def test_a_safe_site_passes_every_line(safe: "Facts") -> None:
    """More than twenty of them."""
    from volver.server.deploy.lines import look

    found: tuple[Found, ...] = look(safe)
    assert [one.title.text for one in found if not one.passed] == []
    assert len(found) >= 20


FILES = {
    "secret.key": "The secret key is readable by its owner alone",
    "records.sqlite3": "The records are readable by their owner alone",
    ".": "The server's folder is its owner's alone",
    "static": "Styles and scripts can be changed by their owner alone",
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_open_to_others_is_found(site: Site, safe: "Facts", name: str) -> None:
    """Each by its own line."""
    path = site.folder / name
    before = path.stat().st_mode
    path.chmod(before | 0o066)
    try:
        assert _failing() == {FILES[name]}
    finally:
        path.chmod(before)


def test_what_others_may_do_is_found(site: Site, safe: "Facts") -> None:
    """In the workspace and with the backup."""
    before = site.shop.stat().st_mode
    site.shop.chmod(before | 0o002)
    os.utime(site.folder / "last-backup", (1, 1))
    try:
        assert _failing() == {
            "No workspace can be changed by everybody of the machine",
            "A backup was made within seven days",
        }
    finally:
        site.shop.chmod(before)


SETTINGS = {
    "DEBUG": (True, "Errors show nothing of the program"),
    "SESSION_COOKIE_AGE": (10**8, "A session ends within thirty days"),
    "DATA_UPLOAD_MAX_MEMORY_SIZE": (None, "A form may not be larger than ten megabytes"),
    "AUTH_PASSWORD_VALIDATORS": ([], "Passwords have at least twelve characters"),
    "CSRF_COOKIE_SECURE": (False, "Cookies travel by https alone"),
    "CSRF_COOKIE_HTTPONLY": (False, "Scripts cannot read cookies"),
    "SECURE_SSL_REDIRECT": (False, "Whoever asks without https is sent to https"),
    "SECURE_HSTS_SECONDS": (60, "Browsers are told to ask by https alone, for a year"),
    "X_FRAME_OPTIONS": ("SAMEORIGIN", "Pages can be shown in nobody else's frame"),
    "PASSWORD_HASHERS": (
        ["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
        "Passwords are kept as Argon2 makes them",
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_loose_setting_is_found(safe: "Facts", name: str) -> None:
    """Each by its own line."""
    from django.test import override_settings

    value, title = SETTINGS[name]
    with override_settings(**{name: value}):
        assert _failing() == {title}


def test_a_loose_site_is_found(safe: "Facts") -> None:
    """What site.toml says, or leaves unsaid."""
    mail = Mail("mail.example.com", 25, "a@example.com", "none")
    records = Records("volver", "volver", "db.example.com", "", {})
    at = replace(safe, site=replace(safe.site, mail=mail, records=records, proxy="::"))
    assert _failing(at) == {
        "Letters travel encrypted, or none are sent",
        "Records in PostgreSQL travel encrypted",
        "One proxy is believed, by its number",
    }
    old = replace(safe, at=safe.at.replace(year=2040), site=replace(safe.site, https=False))
    assert {"People reach it by https", "Python and Django are still mended by their makers"} <= (
        _failing(old)
    )


def test_people_who_are_a_danger_are_found(safe: "Facts") -> None:
    """No owner, an easy password, no second factor, a staff member, a changed trail."""
    from allauth.mfa.models import Authenticator

    from volver.server.accounts.models import Invitation, Membership, User
    from volver.server.audit.chain import record
    from volver.server.audit.models import Entry
    from volver.server.serve import first_owners

    Authenticator.objects.all().delete()
    Membership.objects.filter(workspace__slug="other").delete()
    first_owners()
    owner = User.objects.get(email="owner@example.com")
    owner.set_password("admin")
    owner.is_staff = True
    owner.save()
    record(None, "tried", "")
    Entry.objects.update(actor="somebody@example.com")
    assert _failing() == {
        "Every workspace has an owner",
        "No code for a first owner is open",
        "No owner has a password that is tried first",
        "Every owner has a second factor or a passkey",
        "Nobody stands above the roles",
        "The trail is as it was written",
    }
    assert Invitation.objects.filter(email="").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_of_settings_says_what_is_set(site: Site, owner: "Client", language: str) -> None:
    """The workspace's and the site's, and each line with its next step; no secret."""
    from django.conf import settings

    from volver.present.words import Words

    page = owner.get(f"/{SHOP}/settings", headers={"accept-language": language})
    text, words = page.content.decode(), Words(language)
    assert page.status_code == 200
    assert words("People reach it by https") in text
    assert words("Write https = true in site.toml.") in text
    assert "12m" in text
    assert settings.SECRET_KEY not in text


def test_the_command_says_where_to_look(tmp_path: Path) -> None:
    """A folder from which nothing was served is said, and nothing is made in it."""
    from volver.server.deploy.check import check

    with pytest.raises(NotFound, match="Nothing was served"):
        check(tmp_path)
    assert list(tmp_path.iterdir()) == []


MISTAKES = [
    ("mail = 1", "no part of its own"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\npassword = "x"', "whoever sees this file"),
    ('[mail]\nhost = "m"\nfrom = "nobody"', "no address"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c\\nBcc: d@e.f"', "no text"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\ntls = "yes"', "not known"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\nport = 70000', "no port"),
    ('[mail]\nfrom = "a@b.c"', "no text"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\nports = 1', "no setting"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\npassword_env = "NOT_SET_ANYWHERE"', "has no NOT_SET"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\npassword_file = "open"', "can be read by others"),
    ('[mail]\nhost = "m"\nfrom = "a@b.c"\npassword_file = "absent"', "cannot be read"),
    ('[openid]\nserver_url = "http://example.com"\nclient_id = "c"', "no https"),
    ('[openid]\nserver_url = "https://example.com"\nclient_id = "c"', "no secret"),
    ('[records]\nurl = "postgresql://USER:p@example.com/db"', "without a password"),
    ('[records]\nurl = "postgresql://USER@example.com/db?password=p"', "without a password"),
    ('[records]\nurl = "mysql://USER@example.com/db"', "without a password"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES)
def test_a_mistake_in_a_part_is_named(tmp_path: Path, text: str, said: str) -> None:
    """Before anything is served, and without the secret."""
    (tmp_path / "site.toml").write_text(text, "utf-8")
    (tmp_path / "open").write_text("hush", "utf-8")
    (tmp_path / "open").chmod(0o644)
    with pytest.raises(BadInput, match=said) as error:
        Settings.open(tmp_path)
    assert "hush" not in str(error.value)


def test_what_site_toml_may_say(tmp_path: Path) -> None:
    """All of it; secrets come from elsewhere, and no text of the site holds one."""
    (tmp_path / "site.toml").write_text(
        '[mail]\nhost = "mail.example.com"\nfrom = "Volver <v@example.com>"\nuser = "v"\n'
        'password_file = "mail.password"\n'
        '[openid]\nname = "Acme"\nserver_url = "https://example.com/realm/"\nclient_id = "volver"\n'
        'secret_file = "mail.password"\n'
        '[records]\nurl = "postgresql://USER@db.example.com:5433/volver?sslmode=verify-full"\n',
        "utf-8",
    )
    (tmp_path / "mail.password").write_text("hush\n", "utf-8")
    (tmp_path / "mail.password").chmod(0o600)
    site = Settings.open(tmp_path)
    sender = "Volver <v@example.com>"
    assert site.mail == Mail("mail.example.com", 587, sender, "starttls", "v", "hush")
    assert site.openid is not None
    assert (site.openid.server_url, site.openid.secret) == ("https://example.com/realm", "hush")
    assert site.records is not None
    assert (site.records.host, site.records.port) == ("db.example.com", "5433")
    assert "hush" not in repr(site)
    assert site.secret not in repr(site)


def test_a_new_site_is_its_owners_alone(site: Site, tmp_path: Path) -> None:
    """From its first moment."""
    Settings.open(tmp_path / "new" / "site")
    assert (tmp_path / "new" / "site").stat().st_mode & 0o777 == 0o700
    assert (site.folder / "records.sqlite3").stat().st_mode & 0o777 == 0o600
