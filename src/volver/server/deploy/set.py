"""What the settings say, and whether the parts beneath are still mended by their makers."""

import sys
from collections.abc import Mapping
from datetime import date
from ipaddress import ip_address

import django
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators

from volver.present.sentence import Sentence
from volver.server.deploy.lines import Facts, Line
from volver.server.site import HOSTS

LONGEST_SESSION = 30 * 24 * 60 * 60
LARGEST_FORM = 10_000_000
SHORTEST_PASSWORD = 12
MENDED: Mapping[str, Mapping[tuple[int, int], date]] = {
    "Django": {(5, 2): date(2028, 4, 30)},
    "Python": {
        (3, 11): date(2027, 10, 31),
        (3, 12): date(2028, 10, 31),
        (3, 13): date(2029, 10, 31),
        (3, 14): date(2030, 10, 31),
    },
}
"""Until when their makers say that they mend each."""


def _mended(facts: Facts) -> bool:
    python, ours = sys.version_info[:2], django.VERSION[:2]
    ends = (MENDED["Python"].get(python, date.min), MENDED["Django"].get(ours, date.min))
    return facts.at.date() <= min(ends)


def _mail_is_encrypted(facts: Facts) -> bool:
    mail = facts.site.mail
    return mail is None or mail.tls != "none" or mail.host in HOSTS


def _long_passwords(_: Facts) -> bool:
    known = get_default_password_validators()
    return any(getattr(one, "min_length", 0) >= SHORTEST_PASSWORD for one in known)


def _one_proxy(facts: Facts) -> bool:
    number = ip_address(facts.site.proxy)
    return not (number.is_unspecified or number.is_multicast)


LINES = (
    Line(
        Sentence("People reach it by https"),
        lambda facts: facts.site.https,
        Sentence("Put it behind a proxy that speaks https, and write https = true in site.toml."),
    ),
    Line(
        Sentence("Its names are said, and are not only this machine's"),
        lambda facts: "*" not in settings.ALLOWED_HOSTS and not set(facts.site.hosts) <= {*HOSTS},
        Sentence('Write hosts = ["clv.example.com"] in site.toml.'),
    ),
    Line(
        Sentence("One proxy is believed, by its number"),
        _one_proxy,
        Sentence("Write the number under which the proxy calls as proxy in site.toml."),
    ),
    Line(
        Sentence("Errors show nothing of the program"),
        lambda _: not settings.DEBUG,
        Sentence("Serve with volver.server.settings, where DEBUG is off."),
    ),
    Line(
        Sentence("Letters travel encrypted, or none are sent"),
        _mail_is_encrypted,
        Sentence('Write tls = "starttls" or tls = "tls" under [mail] of site.toml.'),
    ),
    Line(
        Sentence("Passwords are kept as Argon2 makes them"),
        lambda _: settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher"),
        Sentence("Serve with volver.server.settings, where Argon2 stands first."),
    ),
    Line(
        Sentence("Passwords have at least twelve characters"),
        _long_passwords,
        Sentence("Serve with volver.server.settings, where short ones are refused."),
    ),
    Line(
        Sentence("A session ends within thirty days"),
        lambda _: settings.SESSION_COOKIE_AGE <= LONGEST_SESSION,
        Sentence("Serve with volver.server.settings, where it ends after fourteen."),
    ),
    Line(
        Sentence("A form may not be larger than ten megabytes"),
        lambda _: (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or sys.maxsize) <= LARGEST_FORM,
        Sentence("Serve with volver.server.settings, where it ends at one."),
    ),
    Line(
        Sentence("Python and Django are still mended by their makers"),
        _mended,
        Sentence("Install a newer Python or a newer volver: pip install --upgrade volver."),
    ),
)
